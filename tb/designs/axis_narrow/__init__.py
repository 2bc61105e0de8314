"""The way to the output port: beats of words become beats of as many bytes as the port has."""

from tb.designs.axis_narrow.bench import BENCH

__all__ = ["BENCH"]
