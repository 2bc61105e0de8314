"""The split: one stream into two, packet by packet as it is told."""

from tb.designs.axis_split.bench import BENCH

__all__ = ["BENCH"]
