"""What holds beats on their way, as clocks at which each beat enters it."""

from __future__ import annotations

from collections import deque

from golden.kraken.timing.pace import NEVER


class Buffer:
    """A row of registers with a handshake on both sides.

    A beat enters in the clock in which it fires at the input. It enters one clock behind the beat
    before it at the earliest, and not before there is room: the beat `capacity` places before it
    must leave in the same clock, or earlier by a clock where the ready comes from a register.

    Args:
        latency: clocks from entering to being offered at the other end.
        capacity: beats that it holds.
        registered: whether its ready comes from a register.

    Attributes:
        last: the clock in which the last beat entered.
        left: clocks in which the last `capacity` beats leave, the oldest first.
    """

    __slots__ = ("capacity", "last", "latency", "left", "registered")

    def __init__(self, latency: int, capacity: int, registered: bool) -> None:
        self.latency = latency
        self.capacity = capacity
        self.registered = int(registered)
        self.last = NEVER
        self.left: deque[int] = deque([NEVER] * capacity, maxlen=capacity)

    @property
    def open(self) -> int:
        """The clock in which the next beat can enter at the earliest."""
        return max(self.last + 1, self.left[0] + self.registered)

    @property
    def offers(self) -> int:
        """The clock in which the beat that entered last is offered at the earliest."""
        return max(self.last + self.latency, self.left[-1] + 1)

    def enter(self, clock: int) -> int:
        """A beat enters in this clock, or as soon as it can; returns the clock."""
        self.last = max(clock, self.open)
        return self.last


def skid() -> Buffer:
    """`axis_skid`."""
    return Buffer(1, 2, registered=True)


def pipeline(registers: int) -> Buffer:
    """The registers of a stage, whose bubbles close up."""
    return Buffer(registers, registers, registered=False)
