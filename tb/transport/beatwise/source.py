"""Drives one input stream of the design."""

from __future__ import annotations

from collections import deque

from tb.transport.beatwise.cursor import Cursor
from tb.transport.beatwise.port import AxisPort


class SourceDriver:
    """Offers the beats of the queued packets, held back as their patterns say.

    Attributes:
        queue: packets with beats left; the first one is in progress.
        offering: whether a beat is on the wires.
        holding: whether the pattern, and nothing else, keeps a beat back.
    """

    def __init__(self, port: AxisPort) -> None:
        self._port = port
        self.queue: deque[Cursor] = deque()
        self.forget()

    def forget(self) -> None:
        """Drop all packets and offer nothing."""
        self.queue.clear()
        self.holding = False
        self.offering = False
        self._wait: int | None = None
        self._keep = self._last = ""
        self._port.valid.value = 0
        self._port.data.value = 0
        self._port.last.value = 0
        if self._port.keep is not None:
            self._port.keep.value = 0

    def step(self, taken: bool, clock: int) -> None:
        """Set the signals for the next clock; needed when a beat was taken or none is offered.

        Args:
            taken: whether the design took the offered beat in this clock.
            clock: number of this clock.
        """
        if taken:
            self._take()
        if not self.queue:
            self.holding = False
            return
        cursor = self.queue[0]
        if self._wait is None:
            self._wait = cursor.delay
        mask = cursor.pattern.mask
        if self._wait > 0:
            self._wait -= 1
            self.holding = True
        else:
            self.holding = mask is not None and not mask[clock % len(mask)]
        if not self.holding:
            self._offer(cursor, already_valid=taken)
        elif taken:
            self._port.valid.value = 0

    def _take(self) -> None:
        cursor = self.queue[0]
        cursor.advance()
        self.offering = False
        self._wait = None
        if cursor.done:
            self.queue.popleft()
            if not self.queue:
                self._port.valid.value = 0

    def _offer(self, cursor: Cursor, already_valid: bool) -> None:
        port = self._port
        port.data.value = int.from_bytes(cursor.data, "little")
        if port.keep is not None and cursor.keep != self._keep:
            self._keep = cursor.keep
            port.keep.value = int(cursor.keep, 2)
        if cursor.last != self._last:
            self._last = cursor.last
            port.last.value = int(cursor.last)
        if not already_valid:
            port.valid.value = 1
        self.offering = True
