"""The bench of `core_map`."""

from tb.designs.core_map.bench import BENCH

__all__ = ["BENCH"]
