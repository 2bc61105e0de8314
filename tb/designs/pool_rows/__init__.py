"""The vertical half of pooling: windows over the words of a channel."""

from tb.designs.pool_rows.bench import BENCH

__all__ = ["BENCH"]
