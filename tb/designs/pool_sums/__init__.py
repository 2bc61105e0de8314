"""The horizontal half of pooling: windows over columns, while beats wait, vanish and follow."""

from tb.designs.pool_sums.bench import BENCH

__all__ = ["BENCH"]
