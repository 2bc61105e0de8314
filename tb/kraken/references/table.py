"""Words through a table of 256 entries."""

from __future__ import annotations

from tb.bench.parts import Signals, Values
from tb.kraken.references.bits import joined
from tb.kraken.references.stage import Beat, StageReference

ROW = 8
"""Entries of a row of the table."""
ROWS = 256 // ROW


class TableReference(StageReference):
    """Each word that counts is replaced by its entry, unless the packet passes."""

    def __init__(self, values: Values) -> None:
        super().__init__(values, registers=2)
        self.rows: list[int] = []
        self.table: list[int] = []
        self.bypass = True

    def body(self, row: int) -> None:
        """A row of the table that comes in."""
        self.rows.append(row)

    def begin(self, header: int) -> None:
        """The table that has come in is in use; a packet without one leaves what is there."""
        self.bypass = bool(header & 1)
        if self.rows:
            self.table = [row >> 8 * i & 255 for row in self.rows[-ROWS:] for i in range(ROW)]
        self.rows = []

    def made(self, now: Signals) -> Beat:
        """The beat with its entries; words that do not count are 0."""
        words = now.words("s_axis_tdata", 8, signed=False)
        marks = now["s_axis_tuser"]
        # Rows of the table follow the word's bits as an unsigned number.
        found = words if self.bypass else [self.table[word] for word in words]
        kept = [word if marks >> i & 1 else 0 for i, word in enumerate(found)]
        return {
            "m_axis_tdata": joined(kept, 8),
            "m_axis_tuser": marks,
            "m_axis_tlast": now["s_axis_tlast"],
            "works": int(not self.bypass),
        }
