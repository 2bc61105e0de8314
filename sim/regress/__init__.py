"""Regressions: every test of the plans with fresh seeds, on this machine or a farm."""
