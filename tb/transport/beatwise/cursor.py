"""Beats of a packet one after the other, in the form in which a simulator takes and gives them."""

from __future__ import annotations

import numpy as np

from tb.transport.frame import Frame
from tb.transport.pattern import Pattern


class Cursor:
    """A place in a packet.

    ``index`` is the next beat; ``data``, ``keep`` and ``last`` are that beat's payload as bytes and
    as text, ready to compare with what a handle's text says.
    """

    def __init__(self, frame: Frame, pattern: Pattern) -> None:
        self.frame = frame
        self.pattern = pattern
        self.index = 0
        self.first_clock = 0
        self._size = frame.beat_bytes
        self._header = frame.header.tobytes()
        self._body = np.ascontiguousarray(frame.body).tobytes()
        self._lanes = 0 if frame.keep is None else frame.keep.shape[1]
        self._keeps = ""
        if frame.keep is not None:
            digits = frame.keep[:, ::-1].astype(np.uint8) + ord("0")
            self._keeps = digits.tobytes().decode("ascii")
        self._header_beats = len(frame.header)
        self._beats = frame.beats
        self._row = 0
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
        size, lanes = self._size, self._lanes
        if self.index < self._header_beats:
            self.data = self._header[self.index * size : (self.index + 1) * size]
            self.keep = "1" * lanes
        else:
            row = self._row
            self.data = self._body[row * size : (row + 1) * size]
            self.keep = self._keeps[row * lanes : (row + 1) * lanes]
            self._row = row + 1 if (row + 1) * size < len(self._body) else 0
        self.last = "1" if self.index in self.frame.lasts else "0"
