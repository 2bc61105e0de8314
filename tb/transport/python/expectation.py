"""The live comparison of one port: each beat that passes against the one that is due."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from golden.streams.frame import LAST
from tb.transport.base import Transfer
from tb.transport.python.cursor import Cursor, Payload
from tb.transport.python.port import Pins


@dataclass(frozen=True)
class Difference:
    """A beat that is not the expected one: the place that was due and the fields that differ."""

    cursor: Cursor
    index: int
    fields: tuple[str, ...]


class Expectation:
    """The packets that must still pass a port, and what has passed.

    Args:
        pins: the port.
        record: whether the transfers hold the beats as they were on the wires.

    Attributes:
        queue: packets with beats left; the first one is in progress.
        progress: beats passed since the last reset.
    """

    def __init__(self, pins: Pins, record: bool) -> None:
        self._port = pins.port.name
        self._names = pins.names
        self._sizes = [-(-wire.width // 8) for wire in pins.wires]
        self._recorded = [i for i, n in enumerate(pins.names) if record and n != LAST]
        self.forget()

    def forget(self) -> None:
        """Drop everything."""
        self.queue: deque[Cursor] = deque()
        self.progress = 0
        self._seen = [bytearray() for _ in self._recorded]

    @property
    def cursor(self) -> Cursor | None:
        """Place of the next expected beat, None when nothing is expected."""
        return self.queue[0] if self.queue else None

    def pass_beat(self, clock: int, values: Payload) -> tuple[Difference | None, Transfer | None]:
        """Compare a beat that has passed and go on to the next place.

        Returns:
            How it differs, and the packet that it completes, if any. With nothing expected both
            are None.
        """
        self.progress += 1
        if not self.queue:
            return None, None
        cursor = self.queue[0]
        difference = None
        if values != cursor.values:
            counts = cursor.counts or (-1,) * len(values)
            fields = tuple(
                name
                for name, seen, due, mask in zip(
                    self._names, values, cursor.values, counts, strict=True
                )
                if (seen ^ due) & mask
            )
            difference = Difference(cursor, cursor.index, fields) if fields else None
        if cursor.index == 0:
            cursor.first_clock = clock
        for seen, i in zip(self._seen, self._recorded, strict=True):
            seen += values[i].to_bytes(self._sizes[i], "little")
        cursor.advance()
        return difference, self._complete(cursor, clock) if cursor.done else None

    def _complete(self, cursor: Cursor, clock: int) -> Transfer:
        self.queue.popleft()
        fields = {
            self._names[i]: np.frombuffer(bytes(seen), np.uint8).reshape(-1, self._sizes[i])
            for seen, i in zip(self._seen, self._recorded, strict=True)
        }
        for seen in self._seen:
            seen.clear()
        return Transfer(self._port, cursor.frame, cursor.first_clock, clock, fields)
