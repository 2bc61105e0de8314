"""One operand of a sum, brought to the common scale."""

from __future__ import annotations

import numpy as np

from golden.kraken.stages.adder import EARLY_BITS
from golden.quant.fixed_point import rdpot
from tb.bench.parts import Dues, Signals, Values
from tb.kraken.references.bits import as_signed, ones

WIDTH = 29


class OperandReference:
    """Three registers that load as they are told; None where one holds nothing known."""

    def __init__(self, values: Values) -> None:
        self.first: int | None = None
        self.second: int | None = None
        self.third: int | None = None

    def due(self, now: Signals) -> Dues:
        """The two parts of the result, which only count together."""
        if self.third is None:
            return {}
        return {"scaled": (self.third - now["round_up"]) & ones(WIDTH)}

    def clock(self, now: Signals) -> None:
        """Load registers."""
        move, first, second = now["move"], self.first, self.second
        if move & 1:
            value, factor = as_signed(now["value"], 9), as_signed(now["factor"], 33)
            legal = as_signed(now["triple"], 35) == 3 * factor
            rounded = value * factor + (1 << EARLY_BITS - 1) >> EARLY_BITS
            self.first = rounded if legal else None
        if move & 2:
            self.second = first
        if move & 4:
            self.third = None
            if second is not None:
                scaled = rdpot(np.array([as_signed(second, WIDTH)], np.int64), now["shift"])
                self.third = int(scaled[0])
