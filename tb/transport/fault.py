"""What a transport reports when the design breaks a rule or differs from what was expected.

A fault carries facts; `tb.scoreboard.wording` makes sentences of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from golden.streams.frame import Frame


class FaultKind(StrEnum):
    """Sort of a fault."""

    MISMATCH = "mismatch"
    """A beat that has passed differs from the expected one."""
    SURPLUS = "surplus"
    """The design offers a beat that nobody expects."""
    UNKNOWN = "unknown"
    """X or Z on a handshake signal, a valid payload or a status output."""
    HANDSHAKE = "handshake"
    """A rule of the handshake is broken."""
    STUCK = "stuck"
    """Nothing moves, or the work takes longer than is legal."""
    FLAG = "flag"
    """A status output differs from what is expected of it."""


class Rule(StrEnum):
    """What exactly was broken."""

    DIFFERS = "differs"
    SURPLUS = "surplus"
    UNKNOWN_VALID = "unknown valid"
    UNKNOWN_READY = "unknown ready"
    UNKNOWN_PAYLOAD = "unknown payload"
    UNKNOWN_FLAG = "unknown flag"
    VALID_FELL = "valid fell"
    """The offer was taken back before it was accepted."""
    PAYLOAD_CHANGED = "payload changed"
    """The offer changed before it was accepted."""
    STRAY = "stray"
    """A signal that is 0 but with a beat is not 0 without one."""
    VALID_IN_RESET = "valid in reset"
    QUIET = "quiet"
    """No port has moved a beat for too long."""
    TOTAL = "total"
    """The work takes too long altogether."""
    FLAG_DIFFERS = "flag differs"


KIND_OF = {
    Rule.DIFFERS: FaultKind.MISMATCH,
    Rule.SURPLUS: FaultKind.SURPLUS,
    Rule.UNKNOWN_VALID: FaultKind.UNKNOWN,
    Rule.UNKNOWN_READY: FaultKind.UNKNOWN,
    Rule.UNKNOWN_PAYLOAD: FaultKind.UNKNOWN,
    Rule.UNKNOWN_FLAG: FaultKind.UNKNOWN,
    Rule.VALID_FELL: FaultKind.HANDSHAKE,
    Rule.PAYLOAD_CHANGED: FaultKind.HANDSHAKE,
    Rule.STRAY: FaultKind.HANDSHAKE,
    Rule.VALID_IN_RESET: FaultKind.HANDSHAKE,
    Rule.QUIET: FaultKind.STUCK,
    Rule.TOTAL: FaultKind.STUCK,
    Rule.FLAG_DIFFERS: FaultKind.FLAG,
}


@dataclass(frozen=True)
class SeenBeat:
    """One beat as it was on the wires.

    Attributes:
        clock: number of the clock edge that sampled it.
        values: each field as an unsigned number, undefined bits as 0.
        unknown: by field, mask of the bits that are X or Z; only of fields that have some.
    """

    clock: int
    values: Mapping[str, int]
    unknown: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PortState:
    """What a port was doing when a run got stuck.

    Attributes:
        port: its name.
        source: whether the bench sends there.
        frame: the packet it is in, None when it has nothing left to move.
        beat: index of the next beat in that packet.
        valid, ready: the handshake signals as text, empty where there is none.
        waiting: clocks since the port last moved a beat (or since the work began).
    """

    port: str
    source: bool
    frame: Frame | None
    beat: int
    valid: str
    ready: str
    waiting: int


@dataclass(frozen=True)
class FlagChange:
    """A status output that is not as expected; values as bits, highest first."""

    name: str
    expected: str
    actual: str


@dataclass(frozen=True)
class Standstill:
    """Figures of a standstill, in clocks in which the bench held nothing back.

    Attributes:
        clocks: how long nothing has moved, or how long the work has taken.
        legal: the bound.
        why: how the bound was derived.
    """

    clocks: int
    legal: int
    why: str


@dataclass(frozen=True)
class Fault:
    """One fault, in the clock in which it happened.

    Attributes:
        rule: what was broken.
        port: the port, or the name of the first status output.
        clock: number of the clock edge.
        time_ns: simulated time of that edge in nanoseconds.
        frame: the packet that the port was in, None outside any packet.
        beat: index of the beat in that packet.
        fields: fields that differ, changed or are undefined.
        text: a handshake signal as it was, for rules about one.
        source: whether the bench sends at that port.
        in_reset: whether the design was held in reset.
        actual: the beat on the wires, None where there is none.
        widths: bits of the port's fields by name.
        recent: the beats that the port moved before, oldest first.
        flags: status outputs that changed.
        standstill: figures of a standstill.
        ports: state of every port, for a standstill.
    """

    rule: Rule
    port: str
    clock: int
    time_ns: float
    frame: Frame | None = None
    beat: int = 0
    fields: tuple[str, ...] = ()
    text: str = ""
    source: bool = False
    in_reset: bool = False
    actual: SeenBeat | None = None
    widths: Mapping[str, int] = field(default_factory=dict)
    recent: tuple[SeenBeat, ...] = ()
    flags: tuple[FlagChange, ...] = ()
    standstill: Standstill | None = None
    ports: tuple[PortState, ...] = ()

    @property
    def kind(self) -> FaultKind:
        """Its sort."""
        return KIND_OF[self.rule]
