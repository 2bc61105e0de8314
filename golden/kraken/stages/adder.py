"""The stage that adds, subtracts or multiplies the words of two streams, or lets the first pass."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import StageError
from golden.kraken.stages import channel
from golden.kraken.stages.channel import RequantRounding, requantize
from golden.kraken.stages.fields import config_frame, layout, pack_fields
from golden.quant.fixed_point import Int64, rdpot
from golden.streams.frame import Frame

Words = npt.NDArray[Any]
Marks = npt.NDArray[np.bool_]

ZERO_POINTS_AND_BOUNDS = ("zero_point_1", "zero_point_2", "zero_point", "low", "high")

FIELDS = layout(
    signed=ZERO_POINTS_AND_BOUNDS,
    op=2,
    zero_point_1=8,
    zero_point_2=8,
    mantissa_1=32,
    shift_1=5,
    mantissa_2=32,
    shift_2=5,
    mantissa=32,
    shift=6,
    rounding=2,
    zero_point=8,
    low=8,
    high=8,
)
"""Its header."""

EARLY_BITS = 11
"""What the first rounding of an operand drops: TFLite's 31, less the 20 of its left shift."""

REGISTERS = 5 + channel.REGISTERS
"""Of the pipeline, in front of its register slice."""

LATENCY = REGISTERS + 1
"""Clocks from a beat in to the same beat out."""

LIMITS = {
    **dict.fromkeys(ZERO_POINTS_AND_BOUNDS, (-128, 127)),
    **dict.fromkeys(("mantissa_1", "mantissa_2", "mantissa"), (0, 1 << channel.MANTISSA_BITS)),
    **dict.fromkeys(("shift_1", "shift_2", "shift"), (0, channel.SHIFT_MAX)),
}
"""Least and greatest value of each field that is a number."""


class AdderOp(IntEnum):
    """What becomes of the two words; the values are the RTL's."""

    PASS = 0
    ADD = 1
    SUB = 2
    MUL = 3


@dataclass(frozen=True)
class AdderConfig:
    """What the stage does to one packet.

    Each operand is its word less its zero point. To add or subtract, both are brought to a common
    scale first: times mantissa / 2**(11 + shift), rounded twice as TFLite does it. The sum, or the
    product of the operands themselves, is scaled to a word as `channel.requantize` does it.

    Attributes:
        op: what becomes of the words.
        zero_point_1, zero_point_2: of the operands.
        mantissa_1, shift_1: of the first operand, 0 to 2**31 and to the right.
        mantissa_2, shift_2: of the second one; a product does not use these four.
        mantissa, shift: of the result.
        rounding: of the result.
        zero_point: of the result.
        low, high: least and greatest result.

    Raises:
        StageError: a number does not lie within its limits.
    """

    op: AdderOp
    zero_point_1: int = 0
    zero_point_2: int = 0
    mantissa_1: int = 0
    shift_1: int = 0
    mantissa_2: int = 0
    shift_2: int = 0
    mantissa: int = 0
    shift: int = 0
    rounding: RequantRounding = RequantRounding.DOUBLE
    zero_point: int = 0
    low: int = -128
    high: int = 127

    def __post_init__(self) -> None:
        for name, (least, greatest) in LIMITS.items():
            value = getattr(self, name)
            if not least <= value <= greatest:
                raise StageError(
                    f"{name} of the adder is {value}, but it must lie from {least} to {greatest}"
                )
        if self.low > self.high:
            raise StageError(f"the adder's bounds are {self.low} to {self.high}: swap them")

    @classmethod
    def bypass(cls) -> AdderConfig:
        """The words of the first stream pass."""
        return cls(AdderOp.PASS)

    @property
    def works(self) -> bool:
        """Whether there is a second operand."""
        return self.op is not AdderOp.PASS

    def frame(self, name: str, config_width: int) -> Frame:
        """The packet that says so on a configuration port of so many bits."""
        return config_frame(name, pack_fields(FIELDS, asdict(self)), [], config_width)

    def apply(
        self, words: Words, marks: Marks, operand: Words | None = None
    ) -> tuple[npt.NDArray[np.int8], Marks]:
        """What leaves for what comes.

        Args:
            words: integers [beats, lanes], -128 to 127.
            marks: bool [beats, lanes], words that count.
            operand: the second stream's words, like `words`; None where words pass.

        Returns:
            int8 [beats, lanes], 0 where a word does not count, and the same marks.

        Raises:
            StageError: there is no operand where one is needed, or one where words pass.
        """
        if (operand is not None) != self.works:
            needed = "needs" if self.works else "takes no"
            raise StageError(f"{self.op.name} of the adder {needed} a second operand")
        found = words if operand is None else self._result(words, operand)
        return np.where(marks, found, 0).astype(np.int8), marks

    def total(self, words: Words, operand: Words) -> Int64:
        """The sum, difference or product before it is scaled to a word; see `apply`."""
        first = words.astype(np.int64) - self.zero_point_1
        second = operand.astype(np.int64) - self.zero_point_2
        if self.op is AdderOp.MUL:
            return first * second
        first = scaled(first, self.mantissa_1, self.shift_1)
        second = scaled(second, self.mantissa_2, self.shift_2)
        return first - second if self.op is AdderOp.SUB else first + second

    def _result(self, words: Words, operand: Words) -> Int64:
        total = self.total(words, operand)
        return requantize(
            total, self.mantissa, self.shift, self.rounding, self.zero_point, self.low, self.high
        )


def scaled(values: Int64, mantissa: int | Int64, shift: int | Int64) -> Int64:
    """Operands at the common scale: values * mantissa / 2**(11 + shift), rounded twice.

    Args:
        values: -255 to 255, so that results lie within 2**28.
        mantissa: 0 to 2**31.
        shift: to the right, 0 to 31.
    """
    return rdpot((values * mantissa + (1 << (EARLY_BITS - 1))) >> EARLY_BITS, shift)
