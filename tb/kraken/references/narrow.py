"""Beats of words cut into beats of the output port."""

from __future__ import annotations

from collections import deque

from tb.bench.parts import Due, Dues, Signals, Values
from tb.kraken.references.bits import ones, spread
from tb.kraken.references.slice import Slice

Beat = dict[str, int | Due]


class NarrowReference:
    """The parts of a beat leave one a clock, behind them a register slice."""

    def __init__(self, values: Values) -> None:
        self.words, self.out = values["Words"], values["OutBytes"]
        self.parts: deque[Beat] = deque()
        self.slice: Slice[Beat] = Slice()
        self.part = 0

    def due(self, now: Signals) -> Dues:
        """Handshakes, and the part that leaves."""
        head = self.slice.head
        found: dict[str, int | Due] = {
            "s_axis_tready": int(self._takes()),
            "m_axis_tvalid": int(head is not None),
        }
        return found if head is None else {**found, **head}

    def clock(self, now: Signals) -> None:
        """Send a part, and take a beat of words."""
        takes, came = self._takes(), self.parts[0] if self.parts else None
        if came is not None and self.slice.ready:
            self.parts.popleft()
        if takes and now["s_axis_tvalid"]:
            self.parts.extend(self._cut(now))
        self.slice.clock(came, taken=bool(now["m_axis_tready"]))
        if now["m_axis_tvalid"] and now["m_axis_tready"]:
            self.part += 1

    def place(self) -> dict[str, int]:
        """Which part of all leaves."""
        return {"beat": self.part}

    def _takes(self) -> bool:
        return not self.parts or (self.slice.ready and len(self.parts) == 1)

    def _cut(self, now: Signals) -> list[Beat]:
        wide = now["wide"]
        size = self.words * (4 if wide else 1)
        data = now["s_axis_tdata"] & ones(8 * size)
        marks = spread(now["s_axis_tuser"], self.words, 4 if wide else 1)
        last, out = now["s_axis_tlast"], self.out
        starts = range(0, size, out)
        found: list[Beat] = []
        for first in starts:
            kept = min(out, size - first)
            found.append(
                {
                    "m_axis_tdata": Due(data >> 8 * first & ones(8 * kept), ones(8 * kept)),
                    "m_axis_tuser": marks >> first & ones(kept),
                    "m_axis_tkeep": ones(kept),
                    "m_axis_tlast": int(last and first == starts[-1]),
                }
            )
        return found
