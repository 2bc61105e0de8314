"""Tests of the output pipe's bench."""
