"""The way out: which sums leave after a capture, in which order, marked how, and in which clock."""

from tb.designs.output_pipe.bench import BENCH

__all__ = ["BENCH"]
