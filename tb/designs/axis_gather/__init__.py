"""The gatherer: beats of a narrow port become whole sets of words."""

from tb.designs.axis_gather.bench import BENCH

__all__ = ["BENCH"]
