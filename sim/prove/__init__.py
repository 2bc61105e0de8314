"""Proofs: that each module keeps its properties for all inputs, at small parameters."""
