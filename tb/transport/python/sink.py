"""Drives the bench's side of one output of the design."""

from __future__ import annotations

from tb.transport.python.cursor import Cursor
from tb.transport.python.port import Pins
from tb.transport.wire import Writer


class SinkDriver:
    """Accepts beats, held back as the pattern of the expected packet says.

    Without an expected packet it is always ready, so a surplus beat shows at once.
    """

    def __init__(self, pins: Pins) -> None:
        self._ready = pins.ready
        self._enables = pins.port.enables
        fields = pins.port.fields
        self._driven = [
            (i, wire.write, fields[i].only_then)
            for i, wire in enumerate(pins.wires)
            if pins.port.driven(fields[i])
        ]
        self._brief = [i for i, _, brief in self._driven if brief]
        self._shown = {i: -1 for i, _, _ in self._driven}
        self._value: int | None = None
        self.forget()

    def forget(self) -> None:
        """Be ready for whatever comes."""
        self._wait: int | None = None
        self._set(1)
        for i, write, _ in self._driven:
            self._show(i, write, 0)

    def step(self, cursor: Cursor | None, waiting: bool, taken: bool, clock: int) -> None:
        """Set the signals for the next edge.

        Args:
            cursor: place of the next expected beat, None when nothing is expected.
            waiting: whether the design offers a beat that has not passed at this edge.
            taken: whether a beat has passed at this edge.
            clock: number of this edge.
        """
        if cursor is None:
            self._wait = None
            self._set(1)
            for i, write, brief in self._driven:
                if brief:
                    self._show(i, write, 0)
            return
        if taken or self._wait is None:
            self._wait = cursor.delay
        elif self._wait > 0 and (waiting or self._enables):
            self._wait -= 1
        ready = self._wait == 0 and cursor.pattern.opens(clock + 1)
        if self._brief and not waiting and any(cursor.values[i] for i in self._brief):
            # What may be high in the clock of the beat only takes an offer that already stands.
            ready = False
        self._set(int(ready))
        for i, write, brief in self._driven:
            self._show(i, write, cursor.values[i] if ready or not brief else 0)

    def _show(self, i: int, write: Writer, value: int) -> None:
        if value != self._shown[i]:
            self._shown[i] = value
            write(value)

    def _set(self, value: int) -> None:
        if value != self._value and self._ready is not None:
            self._value = value
            self._ready.write(value)
