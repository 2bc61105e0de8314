"""One operand's way to the common scale: every rounding, whenever its registers load."""

from tb.designs.scale_operand.bench import BENCH

__all__ = ["BENCH"]
