"""What a transport reports when the design breaks a rule or differs from what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tb.transport.frame import Frame


class FaultKind(StrEnum):
    """Sort of a fault."""

    MISMATCH = "mismatch"
    """A transferred beat differs from the expected one."""
    SURPLUS = "surplus"
    """The design offers a beat that nobody expects."""
    UNKNOWN = "unknown"
    """X or Z on a handshake signal or on a valid payload."""
    HANDSHAKE = "handshake"
    """``tvalid`` fell, or the payload changed, before ``tready``; ``tvalid`` during reset."""
    STUCK = "stuck"
    """Nothing moves, or the work takes longer than the clock model allows."""
    FLAG = "flag"
    """A status output differs from what is expected of it."""


@dataclass(frozen=True)
class SeenBeat:
    """One beat as it was on the wires.

    Attributes:
        clock: number of the clock edge that sampled it.
        data: ``tdata``, least significant byte first, undefined bits as 0.
        unknown: mask of the bits of ``data`` that are X or Z, empty when all are known.
        keep: ``tkeep`` as text, highest lane first, ``X`` and ``Z`` as they are; empty without it.
        last: ``tlast`` as text.
    """

    clock: int
    data: bytes
    keep: str
    last: str
    unknown: bytes = b""


@dataclass(frozen=True)
class PortState:
    """What a port was doing when a run got stuck.

    Attributes:
        port: its name.
        source: whether the bench drives it.
        frame: the packet it is in, None when it has nothing left to move.
        beat: index of the next beat in that packet.
        valid, ready: the handshake signals as text.
        waiting: clocks since the port last moved a beat (or since the run began).
    """

    port: str
    source: bool
    frame: Frame | None
    beat: int
    valid: str
    ready: str
    waiting: int

    def __str__(self) -> str:
        if self.frame is None:
            return f"{self.port}: nothing left to move"
        place = f"beat {self.beat} of {self.frame.beats} of {self.frame.name}"
        doing = "offers" if self.source else "waits for"
        return (
            f"{self.port}: {doing} {place}, {self.waiting} clocks without a transfer "
            f"(tvalid {self.valid}, tready {self.ready})"
        )


@dataclass(frozen=True)
class Fault:
    """One fault, in the clock in which it happened.

    Attributes:
        kind: its sort.
        port: the port, or the name of the status output.
        clock: number of the clock edge.
        time_ns: simulated time of that edge in nanoseconds.
        detail: one sentence.
        frame: the packet that the port was in, None outside any packet.
        beat: index of the beat in that packet.
        fields: which of ``data``, ``keep`` and ``last`` differ.
        actual: the beat on the wires, None where there is none.
        recent: the beats that the port transferred before, oldest first.
        ports: state of every port, for `FaultKind.STUCK`.
    """

    kind: FaultKind
    port: str
    clock: int
    time_ns: float
    detail: str
    frame: Frame | None = None
    beat: int = 0
    fields: tuple[str, ...] = ()
    actual: SeenBeat | None = None
    recent: tuple[SeenBeat, ...] = ()
    ports: tuple[PortState, ...] = ()
