"""Sums to int8: every word against the golden requantizer, configurations early, late and slow."""

from tb.designs.requantizer.bench import BENCH

__all__ = ["BENCH"]
