"""The adder: sums, differences and products of two streams, and what passes between them."""

from tb.designs.add_engine.bench import BENCH

__all__ = ["BENCH"]
