"""The tables: every word of every packet against its own packet's table."""

from tb.designs.activation.bench import BENCH

__all__ = ["BENCH"]
