"""What happens at a port, counted by kind: where it was held back, how its beats passed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where in its packet the beat stands that is due next; the first that fits."""

    FIRST = "first"
    """At the begin of a packet with none queued straight in front of it."""
    BETWEEN = "between"
    """At the begin of a packet queued straight behind another."""
    LAST = "last"
    """At the end."""
    EDGE = "edge"
    """At one of the packet's edges, see `tb.transport.pattern.Pattern.edges`."""
    INSIDE = "inside"
    """Anywhere else."""


class Meeting(StrEnum):
    """How the two sides of a port came to a beat; the first that fits."""

    PACKETS_IN_A_ROW = "packets_in_a_row"
    """The clock before moved the last beat of the packet before."""
    IN_A_ROW = "in_a_row"
    """The clock before moved the beat before."""
    VALID_FIRST = "valid_first"
    """The beat stood there in the clock before, and was not taken."""
    READY_FIRST = "ready_first"
    """In the clock before nothing was offered, and would have been taken."""
    TOGETHER = "together"
    """In the clock before neither side was there."""


class Length(StrEnum):
    """How long a packet is."""

    ONE_BEAT = "one_beat"
    MORE_BEATS = "more_beats"


@dataclass(frozen=True)
class PortCounts:
    """What has happened at a port with a handshake or a strobe in the clocks of all runs so far.

    A reset does not clear it. A beat that nobody expects counts for nothing.

    Attributes:
        held: clocks in which the bench kept a beat waiting: a gap at an input, a stall at an
            output; by `Place`, in their order.
        beats: beats that have passed, by `Meeting`.
        packets: packets that have passed from their first beat to their last, by `Length`.
    """

    held: tuple[int, ...] = (0,) * len(Place)
    beats: tuple[int, ...] = (0,) * len(Meeting)
    packets: tuple[int, ...] = (0,) * len(Length)

    def since(self, before: PortCounts) -> PortCounts:
        """What has been added to earlier counts of the port."""
        return PortCounts(
            _less(self.held, before.held),
            _less(self.beats, before.beats),
            _less(self.packets, before.packets),
        )


def _less(now: tuple[int, ...], before: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(a - b for a, b in zip(now, before, strict=True))
