"""Register slices: two places, a clock of latency, a beat a clock."""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

from tb.bench.parts import Dues, Signals, Values

Beat = TypeVar("Beat")


class Slice(Generic[Beat]):
    """A queue of two beats. It takes nothing in the first clock after a reset."""

    def __init__(self) -> None:
        self.beats: deque[Beat] = deque()
        self.open = False

    @property
    def ready(self) -> bool:
        """Whether it takes a beat."""
        return self.open and len(self.beats) < 2

    @property
    def head(self) -> Beat | None:
        """The beat that it offers."""
        return self.beats[0] if self.beats else None

    def clock(self, came: Beat | None, *, taken: bool) -> None:
        """An edge: a beat that is offered to it, None without one; whether its own is taken."""
        ready = self.ready
        if self.beats and taken:
            self.beats.popleft()
        if ready and came is not None:
            self.beats.append(came)
        self.open = True


class SliceReference:
    """A register slice by itself."""

    def __init__(self, values: Values) -> None:
        self.slice: Slice[int] = Slice()

    def due(self, now: Signals) -> Dues:
        """Handshakes, and the payload of an offer."""
        found = {"s_axis_tready": self.slice.ready, "m_axis_tvalid": self.slice.head is not None}
        return found if self.slice.head is None else {**found, "m_axis_tdata": self.slice.head}

    def clock(self, now: Signals) -> None:
        """Take a beat and give one."""
        came = now["s_axis_tdata"] if now["s_axis_tvalid"] else None
        self.slice.clock(came, taken=bool(now["m_axis_tready"]))
