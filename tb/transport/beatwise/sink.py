"""Drives ``tready`` of one output stream of the design."""

from __future__ import annotations

from tb.transport.beatwise.cursor import Cursor
from tb.transport.beatwise.port import AxisPort


class SinkDriver:
    """Takes beats, held back as the pattern of the expected packet says.

    Without an expected packet it is always ready, so a surplus beat shows at once.
    """

    def __init__(self, port: AxisPort) -> None:
        self._port = port
        self._ready: int | None = None
        self.forget()

    def forget(self) -> None:
        """Be ready for whatever comes."""
        self._wait: int | None = None
        self._set(1)

    def step(self, cursor: Cursor | None, waiting: bool, taken: bool, clock: int) -> None:
        """Set ``tready`` for the next clock.

        Args:
            cursor: place of the next expected beat, None when nothing is expected.
            waiting: whether the design offered a beat in this clock that was not taken.
            taken: whether a beat was transferred in this clock.
            clock: number of this clock.
        """
        if cursor is None:
            self._wait = None
            self._set(1)
            return
        if taken or self._wait is None:
            self._wait = cursor.delay
        elif self._wait > 0 and waiting:
            self._wait -= 1
        mask = cursor.pattern.mask
        self._set(int(self._wait == 0 and (mask is None or bool(mask[clock % len(mask)]))))

    def _set(self, value: int) -> None:
        if value != self._ready:
            self._ready = value
            self._port.ready.value = value
