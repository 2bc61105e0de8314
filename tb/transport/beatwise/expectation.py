"""The live comparison of one port: each transferred beat against the one that is due."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from tb.transport.base import Transfer
from tb.transport.beatwise.cursor import Cursor
from tb.transport.fault import SeenBeat


@dataclass(frozen=True)
class Difference:
    """A beat that is not the expected one: the place that was due and the fields that differ."""

    cursor: Cursor
    index: int
    fields: tuple[str, ...]


class Expectation:
    """The packets that must still pass a port, and what has passed.

    Args:
        port: its name.
        record: whether the transfers hold the beats as they were on the wires.

    Attributes:
        queue: packets with beats left; the first one is in progress.
        progress: beats passed since the last reset.
    """

    def __init__(self, port: str, record: bool) -> None:
        self._port = port
        self._record = record
        self.forget()

    def forget(self) -> None:
        """Drop everything."""
        self.queue: deque[Cursor] = deque()
        self.progress = 0
        self._seen = bytearray()

    @property
    def cursor(self) -> Cursor | None:
        """Place of the next expected beat, None when nothing is expected."""
        return self.queue[0] if self.queue else None

    def pass_beat(self, beat: SeenBeat) -> tuple[Difference | None, Transfer | None]:
        """Compare a transferred beat and go on to the next place.

        Returns:
            How it differs, and the packet that it completes, if any. With nothing expected both
            are None.
        """
        self.progress += 1
        if not self.queue:
            return None, None
        cursor = self.queue[0]
        difference = None
        if beat.data != cursor.data or beat.last != cursor.last or beat.keep != cursor.keep:
            fields = tuple(
                name
                for name, same in (
                    ("data", beat.data == cursor.data),
                    ("keep", beat.keep == cursor.keep),
                    ("last", beat.last == cursor.last),
                )
                if not same
            )
            difference = Difference(cursor, cursor.index, fields)
        if cursor.index == 0:
            cursor.first_clock = beat.clock
        if self._record:
            self._seen += beat.data
        cursor.advance()
        return difference, self._complete(cursor, beat.clock) if cursor.done else None

    def _complete(self, cursor: Cursor, clock: int) -> Transfer:
        self.queue.popleft()
        data = np.frombuffer(bytes(self._seen), np.uint8).reshape(-1, cursor.frame.beat_bytes)
        self._seen.clear()
        return Transfer(self._port, cursor.frame, cursor.first_clock, clock, data)
