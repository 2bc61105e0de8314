"""A memory of rows: one write port, one read port."""

from __future__ import annotations

from tb.bench.parts import Dues, Signals, Values


class MemoryReference:
    """What was read last stays until the next read. A row that is read while it is written may be
    anything.
    """

    def __init__(self, values: Values) -> None:
        self.rows: dict[int, int] = {}
        self.read: int | None = None
        self.row = 0

    def due(self, now: Signals) -> Dues:
        """The row that was read, once it is known."""
        return {} if self.read is None else {"read_data": self.read}

    def clock(self, now: Signals) -> None:
        """Read and write."""
        if now["read"]:
            self.row = now["read_address"]
            written = now["write"] and now["write_address"] == self.row
            self.read = None if written else self.rows.get(self.row)
        if now["write"]:
            self.rows[now["write_address"]] = now["write_data"]

    def place(self) -> dict[str, int]:
        """The row that was read."""
        return {"row": self.row}
