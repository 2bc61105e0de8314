"""Scaling to int8, word by word."""

from __future__ import annotations

from golden.kraken.stages.channel import REGISTERS, RequantRounding, requantize
from tb.bench.parts import Dues, Signals, Values
from tb.kraken.references.bits import as_signed, joined


class ChannelReference:
    """Registers that load as they are told; None where one holds nothing known."""

    def __init__(self, values: Values) -> None:
        self.width = values["XWidth"]
        self.registers: list[int | None] = [None] * REGISTERS

    def due(self, now: Signals) -> Dues:
        """The words in the last register."""
        return {} if self.registers[-1] is None else {"y": self.registers[-1]}

    def clock(self, now: Signals) -> None:
        """Load registers."""
        move, before = now["move"], list(self.registers)
        for i in range(REGISTERS):
            if move >> i & 1:
                self.registers[i] = self._scaled(now) if i == 0 else before[i - 1]

    def _scaled(self, now: Signals) -> int | None:
        """What becomes of the words that come in; None where that is not told."""
        rounding, mantissa = now["rounding"], now["mantissa"]
        low, high = as_signed(now["low"], 8), as_signed(now["high"], 8)
        if rounding not in list(RequantRounding) or mantissa > 1 << 31 or low > high:
            return None
        words = requantize(
            now.words("x", self.width),
            mantissa,
            now["shift"] & 31,
            RequantRounding(rounding),
            as_signed(now["zero_point"], 8),
            low,
            high,
        )
        return joined(words.tolist(), 8)
