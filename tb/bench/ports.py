"""The ports of a design: which signals, who drives them, and when a beat passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from golden.streams.frame import DATA, KEEP, LAST, USER
from tb.bench.packed import Packed


class Role(StrEnum):
    """What the bench is at a port."""

    SOURCE = "source"
    """It sends beats into the design."""
    SINK = "sink"
    """It takes beats from the design."""


SOURCE, SINK = Role.SOURCE, Role.SINK


class Kind(StrEnum):
    """How a beat passes a port."""

    HANDSHAKE = "valid/ready"
    """In a clock in which both are high; the offer stands until then."""
    STROBE = "valid"
    """In each clock in which valid is high; nobody can hold it back."""
    LEVEL = "level"
    """An input takes a beat in each clock; an output shows one a fixed time after another port."""


@dataclass(frozen=True)
class Field:
    """What one signal of a port carries.

    Attributes:
        name: what frames call it.
        signal: the design's name of it. An unpacked array counts as one signal, its element 0 in
            the lowest bits.
        word: bits of a word, for reports and for arrays of words; 0 takes the signal as one word.
        signed: whether a word is a two's complement number.
        turned: the design drives it at an input, the bench at an output. At an output the bench
            shows what belongs to the next beat, whether the design offers it yet or not.
        only_then: it is 0 but in the clock of the beat. At an output the bench waits for the
            offer, where it is to drive a value that is not 0; of the design it is asked for in
            each clock, at an output in those without an offer.
        packed: the members of a packed struct, for reports.
    """

    name: str
    signal: str
    word: int = 0
    signed: bool = False
    turned: bool = False
    only_then: bool = False
    packed: Packed | None = None


@dataclass(frozen=True)
class Port:
    """One port of a design; `stream`, `handshake`, `strobe` and `level` make them.

    Attributes:
        name: what benches and reports call it.
        role: whether the bench sends or takes.
        fields: what a beat consists of.
        valid, ready: signals of the handshake, empty where there is none.
        follows: the port whose beats set the pace: of an output without a handshake, and of an
            input that answers, which sends beat k only after beat k of that port has passed.
        latency: beat k of an output shows that many clocks after beat k of `follows` has passed;
            an input that answers sends it no earlier.
        prefix: what stands before the signals' names and need not be said in reports.
        enables: of an output: `ready` moves a pipeline, so the design may wait for it before it
            offers a beat. A stall then lasts its clocks whether a beat is offered or not.
    """

    name: str
    role: Role
    fields: tuple[Field, ...]
    valid: str = ""
    ready: str = ""
    follows: str = ""
    latency: int = 0
    prefix: str = ""
    enables: bool = False

    def __post_init__(self) -> None:
        if self.ready and not self.valid:
            raise ValueError(f"port {self.name}: a ready without a valid says nothing")
        if self.kind is Kind.LEVEL and (self.role is SINK) != bool(self.follows):
            what = "an output" if self.role is SINK else "only an output"
            raise ValueError(f"port {self.name}: {what} without a handshake follows another port")
        if self.valid and self.follows and self.role is SINK:
            raise ValueError(f"port {self.name}: an output with a handshake sets its own pace")

    @property
    def kind(self) -> Kind:
        """How a beat passes."""
        if not self.valid:
            return Kind.LEVEL
        return Kind.HANDSHAKE if self.ready else Kind.STROBE

    @property
    def ends_packets(self) -> bool:
        """Whether its packets end on the wires too, and not only for the bench."""
        return any(field.name == LAST for field in self.fields)

    @property
    def stalls(self) -> bool:
        """Whether the bench can hold its side back."""
        if self.role is SOURCE:
            return self.kind is not Kind.LEVEL
        return self.kind is Kind.HANDSHAKE

    def field(self, name: str) -> Field:
        """The field called `name`."""
        return next(field for field in self.fields if field.name == name)

    def driven(self, field: Field) -> bool:
        """Whether the bench drives that field's signal."""
        return (self.role is SOURCE) != field.turned

    def label(self, signal: str) -> str:
        """A signal's name for reports."""
        return signal.removeprefix(f"{self.prefix}_") if self.prefix else signal

    @property
    def main(self) -> Field | None:
        """The field whose words are the lanes of a report: ``data``, else the first with words."""
        named = [field for field in self.fields if field.name == DATA]
        return next(iter(named + [field for field in self.fields if field.word]), None)

    @property
    def signals(self) -> list[str]:
        """All of its signals."""
        handshake = [name for name in (self.valid, self.ready) if name]
        return handshake + [field.signal for field in self.fields]


def stream(
    name: str,
    prefix: str,
    role: Role,
    *,
    word: int = 8,
    signed: bool = True,
    last: bool = True,
    keep: bool = False,
    user: bool = False,
    extra: Sequence[Field] = (),
) -> Port:
    """An AXI-Stream: ``PREFIX_tvalid``, ``_tready``, ``_tdata`` and what else it has.

    Args:
        name: what benches and reports call it.
        prefix: what stands before ``_tdata``, ``_tvalid`` and so on.
        role: whether the bench sends or takes.
        word: bits of a word of ``tdata``.
        signed: whether these words are signed.
        last: whether it has ``tlast``.
        keep: whether it has ``tkeep``.
        user: whether it has ``tuser``.
        extra: signals beside the stream that belong to its beats.
    """
    fields = [Field(DATA, f"{prefix}_tdata", word, signed)]
    for there, mark in ((keep, KEEP), (user, USER), (last, LAST)):
        if there:
            fields.append(Field(mark, f"{prefix}_t{mark}"))
    valid, ready = f"{prefix}_tvalid", f"{prefix}_tready"
    return Port(name, role, (*fields, *extra), valid, ready, prefix=prefix)


def handshake(
    name: str, role: Role, valid: str, ready: str, *fields: Field, enables: bool = False
) -> Port:
    """A port with valid and ready of any names; `enables` as in `Port`."""
    return Port(name, role, fields, valid, ready, enables=enables)


def strobe(
    name: str, role: Role, valid: str, *fields: Field, follows: str = "", latency: int = 1
) -> Port:
    """A port whose beats nobody can hold back: each clock with `valid` high is one.

    Args:
        name: what benches and reports call it.
        role: whether the bench sends or takes.
        valid: the signal.
        fields: what belongs to a beat.
        follows: of an input: the port that it answers, beat by beat.
        latency: clocks from a beat of that port to the earliest answer, at least 1.
    """
    return Port(name, role, fields, valid, follows=follows, latency=latency)


def level_input(name: str, *fields: Field) -> Port:
    """Inputs without a handshake: one beat in each clock; the last one stays."""
    return Port(name, SOURCE, fields)


def level_output(name: str, follows: str, latency: int, *fields: Field) -> Port:
    """Outputs without a handshake.

    Args:
        name: what benches and reports call them.
        follows: the port that they answer.
        latency: clocks from a beat of that port to its answer: 0 for a combinational path, 1 for
            a register.
        fields: the signals.
    """
    return Port(name, SINK, fields, follows=follows, latency=latency)


def data(signal: str, *, word: int = 0, signed: bool = True) -> Field:
    """The field ``data`` on a signal of any name."""
    return Field(DATA, signal, word, signed)
