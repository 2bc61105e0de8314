"""Which windows begin and end with each beat, over any strips and from packet to packet."""

from tb.designs.pool_windows.bench import BENCH

__all__ = ["BENCH"]
