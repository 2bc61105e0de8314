"""The bench of `loop_nest`."""

from tb.designs.loop_nest.bench import BENCH

__all__ = ["BENCH"]
