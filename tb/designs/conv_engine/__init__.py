"""The convolution engine: its bench, what must come out of it, and its tests."""

from tb.designs.conv_engine.bench import BENCH

__all__ = ["BENCH"]
