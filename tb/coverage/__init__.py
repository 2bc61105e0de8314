"""Functional coverage: what a design's bench counts, and how it is counted."""
