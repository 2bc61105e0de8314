"""Sums, differences and products of two streams."""

from __future__ import annotations

import numpy as np

from golden.kraken.stages.adder import FIELDS, REGISTERS, AdderConfig, AdderOp
from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.fields import unpack_fields
from tb.bench.parts import Dues, Signals, Values
from tb.kraken.references.bits import cut, joined
from tb.kraken.references.stage import Beat, StageReference


class AdderReference(StageReference):
    """A beat is taken from both streams in one clock, unless the words of the first one pass."""

    def __init__(self, values: Values) -> None:
        super().__init__(values, REGISTERS)
        self.adder = AdderConfig.bypass()

    def due(self, now: Signals) -> Dues:
        """See `StageReference.due`; and whether the second stream's beat is taken."""
        room = self.current and self.pipeline.moves(self.slice.ready)[0]
        taken = room and self.adder.works and bool(now["s_axis_tvalid"])
        return {**super().due(now), "s_axis_operand_tready": int(taken)}

    def takes(self, now: Signals) -> bool:
        """Words that meet an operand wait for it."""
        return self.current and (not self.adder.works or bool(now["s_axis_operand_tvalid"]))

    def begin(self, header: int) -> None:
        """The next packet is added as its configuration says."""
        told = unpack_fields(FIELDS, header & (1 << 156) - 1)
        if told["op"] == AdderOp.PASS:
            self.adder = AdderConfig.bypass()
        else:
            op, rounding = AdderOp(told.pop("op")), RequantRounding(told.pop("rounding"))
            self.adder = AdderConfig(op, rounding=rounding, **told)

    def made(self, now: Signals) -> Beat:
        """The beat's results."""
        marks = now["s_axis_tuser"]
        words = np.array([now.words("s_axis_tdata", 8)])
        counts = np.array([cut(marks, 1, self.lanes)], np.bool_)
        operand = np.array([now.words("s_axis_operand_tdata", 8)]) if self.adder.works else None
        found, _ = self.adder.apply(words, counts, operand)
        return {
            "m_axis_tdata": joined(found[0].tolist(), 8),
            "m_axis_tuser": marks,
            "m_axis_tlast": now["s_axis_tlast"],
            "works": int(self.adder.works),
        }
