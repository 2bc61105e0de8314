"""The whole accelerator: its bench, what must come out of it, and its tests."""

from tb.designs.kraken_top.bench import BENCH

__all__ = ["BENCH"]
