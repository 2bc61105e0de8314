"""Tests of the pixel shifter's bench."""
