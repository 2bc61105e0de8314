"""The switch: two streams into one, packet by packet as it is told."""

from tb.designs.axis_switch.bench import BENCH

__all__ = ["BENCH"]
