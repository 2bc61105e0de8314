"""One core of the array: every sum after every clock, and the sums that were captured."""

from tb.designs.pe_core.bench import BENCH

__all__ = ["BENCH"]
