"""Beats of a packet one after the other, in the form in which a simulator takes and gives them."""

from __future__ import annotations

from golden.streams.frame import LAST, Frame
from tb.transport.pattern import Pattern

Payload = tuple[int, ...]
"""A beat: each field of the port as an unsigned number."""


class Cursor:
    """A place in a packet.

    Args:
        frame: the packet.
        pattern: how the bench holds it back.
        names: fields of the port, in order.

    Attributes:
        index: the next beat.
        values: that beat; fields that the packet says nothing about are 0.
        counts: by field, the bits of the beat that count; None where all of all fields do.
    """

    def __init__(self, frame: Frame, pattern: Pattern, names: tuple[str, ...]) -> None:
        self.frame = frame
        self.pattern = pattern
        self.index = 0
        self.first_clock = 0
        self._beats = frame.beats
        self._header_beats = frame.header_beats
        self._body_beats = frame.body_beats
        self._columns = [_Column(frame, name) for name in names]
        self._partial = any(column.partial for column in self._columns)
        self._row = 0
        self.values: Payload
        self.counts: Payload | None
        self._load()

    @property
    def done(self) -> bool:
        """Whether every beat has been passed."""
        return self.index == self._beats

    @property
    def delay(self) -> int:
        """Clocks by which the pattern delays the next beat."""
        delays = self.pattern.delays
        return 0 if delays is None else int(delays[self.index])

    def advance(self) -> None:
        """Go on to the next beat."""
        self.index += 1
        if self.index < self._beats:
            self._load()

    def _load(self) -> None:
        index, row = self.index, self._row
        if index < self._header_beats:
            self.values = tuple([column.header_value(index) for column in self._columns])
            self.counts = None
            return
        self.values = tuple([column.value(index, row) for column in self._columns])
        self.counts = tuple([c.count(row) for c in self._columns]) if self._partial else None
        self._row = row + 1 if row + 1 < self._body_beats else 0


class _Column:
    """One field of a packet."""

    def __init__(self, frame: Frame, name: str) -> None:
        self._lasts = frame.lasts if name == LAST else None
        body = frame.body.get(name)
        self._body = b"" if body is None else body.tobytes()
        self._size = 0 if body is None else body.shape[1]
        header = frame.header.get(name)
        self._header = b"" if header is None else header.tobytes()
        care = frame.care.get(name)
        self._care = None if care is None else care.tobytes()
        self._missing = body is None and self._lasts is None
        self.partial = care is not None or self._missing

    def header_value(self, index: int) -> int:
        if self._lasts is not None:
            return int(index in self._lasts)
        size = self._size
        return int.from_bytes(self._header[index * size : (index + 1) * size], "little")

    def value(self, index: int, row: int) -> int:
        if self._lasts is not None:
            return int(index in self._lasts)
        size = self._size
        return int.from_bytes(self._body[row * size : (row + 1) * size], "little")

    def count(self, row: int) -> int:
        if self._missing:
            return 0
        if self._care is None:
            return -1
        size = self._size
        return int.from_bytes(self._care[row * size : (row + 1) * size], "little")
