"""The weights rotator: two buffers of weight rows, one replayed while the other is filled."""

from tb.designs.weights_rotator.bench import BENCH

__all__ = ["BENCH"]
