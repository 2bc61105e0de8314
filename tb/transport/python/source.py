"""Drives one input of the design."""

from __future__ import annotations

from collections import deque

from tb.bench.ports import Kind
from tb.transport.python.cursor import Cursor
from tb.transport.python.port import Pins


class SourceDriver:
    """Offers the beats of the queued packets, held back as their patterns say.

    Attributes:
        queue: packets with beats left; the first one is in progress.
        offering: whether a beat is on the wires.
        holding: whether the pattern, and nothing else, keeps a beat back.
    """

    def __init__(self, pins: Pins) -> None:
        self._valid = pins.valid
        self._level = pins.port.kind is Kind.LEVEL
        self._answers = bool(pins.port.follows)
        fields = pins.port.fields
        self._driven = [
            (i, wire.write) for i, wire in enumerate(pins.wires) if pins.port.driven(fields[i])
        ]
        self._brief = [(i, write) for i, write in self._driven if fields[i].only_then]
        self._masks = {
            i: (1 << pins.wires[i].width) - 1
            for i, _ in self._driven
            if pins.port.kind is Kind.HANDSHAKE and not fields[i].only_then
        }
        self.queue: deque[Cursor] = deque()
        self.forget()

    def forget(self) -> None:
        """Drop all packets and offer nothing."""
        self.queue.clear()
        self.holding = False
        self.offering = False
        self._due: deque[int] = deque()
        self._wait: int | None = None
        self._shown: dict[int, int] = {}
        self._drive_valid(0)
        for i, write in self._driven:
            self._shown[i] = 0
            write(0)

    def owe(self, clock: int) -> None:
        """Send one beat more, in that clock or later: the port that this one answers moved one."""
        self._due.append(clock)

    def step(self, taken: bool, clock: int) -> None:
        """Set the signals for the next edge; needed when a beat has passed or none is offered.

        Args:
            taken: whether the offered beat has passed at this edge.
            clock: number of this edge.
        """
        if taken:
            self._take()
        if not self.queue:
            self.holding = False
            return
        if self._answers and not (self._due and self._due[0] <= clock + 1):
            self.holding = False
            if taken:
                self._withdraw()
            return
        cursor = self.queue[0]
        if self._wait is None:
            self._wait = cursor.delay
        if self._wait > 0:
            self._wait -= 1
            self.holding = True
        else:
            self.holding = not cursor.pattern.opens(clock + 1)
        if not self.holding:
            self._offer(cursor, already_valid=taken)
        elif taken:
            self._withdraw()

    def _take(self) -> None:
        cursor = self.queue[0]
        cursor.advance()
        self.offering = False
        self._wait = None
        if self._answers:
            self._due.popleft()
        if cursor.done:
            self.queue.popleft()
            if not self.queue:
                self._withdraw()

    def _withdraw(self) -> None:
        """Offer nothing; behind a handshake the payload means nothing, and is wrong in every bit.

        That of a strobe stays: designs may go on reading it.
        """
        self._drive_valid(0)
        for i, write in self._brief:
            self._shown[i] = 0
            write(0)
        for i, write in self._driven:
            if i in self._masks:
                self._shown[i] ^= self._masks[i]
                write(self._shown[i])

    def _offer(self, cursor: Cursor, already_valid: bool) -> None:
        values, shown = cursor.values, self._shown
        for i, write in self._driven:
            value = values[i]
            if shown[i] != value:
                shown[i] = value
                write(value)
        if not already_valid:
            self._drive_valid(1)
        self.offering = True

    def _drive_valid(self, value: int) -> None:
        if self._valid is not None:
            self._valid.write(value)
