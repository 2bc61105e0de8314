"""Sum or greater of two words."""

from tb.designs.pool_pair.bench import BENCH

__all__ = ["BENCH"]
