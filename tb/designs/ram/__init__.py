"""The bench of `ram`."""

from tb.designs.ram.bench import BENCH

__all__ = ["BENCH"]
