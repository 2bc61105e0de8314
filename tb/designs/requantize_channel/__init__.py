"""One channel's scaling to int8: every rounding, at every step, whenever its registers load."""

from tb.designs.requantize_channel.bench import BENCH

__all__ = ["BENCH"]
