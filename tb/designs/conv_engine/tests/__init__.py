"""Tests of the engine beside those that every design has."""
