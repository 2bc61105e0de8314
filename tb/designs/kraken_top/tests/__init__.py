"""Tests of the accelerator beside those that every design has."""
