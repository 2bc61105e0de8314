"""The pixel shifter: the rows of a set slide past the array, one tap a clock."""

from tb.designs.pixel_shifter.bench import BENCH

__all__ = ["BENCH"]
