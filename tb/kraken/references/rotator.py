"""Two weight buffers that change places."""

from __future__ import annotations

from dataclasses import dataclass, field

from tb.bench.parts import Dues, IllegalInputError, Signals, Values
from tb.kraken.words import DERIVED, LAYER


@dataclass
class Buffer:
    """A buffer: the rows of a tile, as far as they are here.

    Attributes:
        rows: of the tile.
        header: of the packet that it belongs to.
        whole: all rows are here, and the tile is still in use.
        last: it is the packet's last.
    """

    rows: list[int] = field(default_factory=list)
    header: int | None = None
    whole: bool = False
    last: bool = False


class RotatorReference:
    """Rows come into one buffer while those of the other one are read."""

    def __init__(self, values: Values) -> None:
        self.depth = values["Depth"]
        self.buffers = (Buffer(), Buffer())
        self.writing = self.reading = 0
        self.tile = self.read_tile = self.row = self.used = 0
        self.written = 0
        self.known: bool | None = None
        self.matches: bool | None = None
        self.weights: int | None = None

    def due(self, now: Signals) -> Dues:
        """Handshakes, what is said of the tile to be read, and the row that was read."""
        write, read = self.buffers[self.writing], self.buffers[self.reading]
        other = self.buffers[1 - self.reading]
        ready = read.whole or (
            self._coming() and not now["read_tile_ends"] and self.row < len(read.rows)
        )
        ends = self._ends_packet(now) if now["s_axis_tvalid"] and not write.whole else None
        found: dict[str, int] = {
            "s_axis_tready": int(not write.whole),
            "packet_done": int(bool(ends)),
            "last_fault": int(ends is not None and ends != bool(now["s_axis_tlast"])),
            "row_ready": int(ready),
            "packet_whole": int(read.whole and (read.last or (other.whole and other.last))),
        }
        if self.known is not None:
            found["tile_known"] = int(self.known)
        if self.known and self.matches is not None:
            found["tile_matches"] = int(self.matches)
        if self.weights is not None:
            found["weights"] = self.weights
        return found

    def clock(self, now: Signals) -> None:
        """Read a row and write one."""
        read, write = self.buffers[self.reading], self.buffers[self.writing]
        known = read.whole or self._coming()
        matches = read.header == now["read_header"]
        reads, ends, came = now["read"], now["read_tile_ends"], None
        if now["s_axis_tvalid"] and not write.whole:
            came = (self._row_last(now), self._ends_packet(now), bool(now["s_axis_tlast"]))
        if reads:
            if not known or self.row >= len(read.rows):
                raise IllegalInputError(f"row {self.row} is read before it was written")
            self.weights, self.used = read.rows[self.row], self.row
            restarts = now["read_block_ends"] or self.row + 1 == now["read_rows"]
            self.row = 0 if restarts else self.row + 1
            if ends:
                read.whole = False
                self.reading = 1 - self.reading
                self.read_tile += 1
        if came is not None:
            self._write(write, now, *came)
        self.known, self.matches = known, matches

    def place(self) -> dict[str, int]:
        """The row that was read last, and its tile."""
        return {"tile": self.read_tile, "row": self.used}

    def _write(self, buffer: Buffer, now: Signals, row_last: bool, done: bool, last: bool) -> None:
        if self.written == 0:
            buffer.rows = []
        buffer.rows.append(now["s_axis_tdata"])
        if len(buffer.rows) > self.depth:
            raise IllegalInputError(f"a tile of more than {self.depth} rows")
        buffer.header = now["layer"] >> DERIVED.width
        tile_last = self.tile + 1 == self._member(now, "t")
        buffer.last = tile_last
        self.written += 1
        if row_last:
            buffer.whole = last == done
            self.tile = 0 if tile_last else self.tile + 1
            self.writing = 1 - self.writing
            self.written = 0

    def _coming(self) -> bool:
        return self.writing == self.reading and self.written > 0

    def _row_last(self, now: Signals) -> bool:
        return self.written + 1 == self._member(now, "tile_rows")

    def _ends_packet(self, now: Signals) -> bool:
        return self._row_last(now) and self.tile + 1 == self._member(now, "t")

    @staticmethod
    def _member(now: Signals, name: str) -> int:
        return LAYER.unpack(now["layer"])[name]
