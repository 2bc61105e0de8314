"""The passive side of one port: looks at every clock, checks the protocol, never drives."""

from __future__ import annotations

from dataclasses import dataclass

from tb.bench.ports import Role
from tb.transport.fault import Rule, SeenBeat
from tb.transport.python.cursor import Payload
from tb.transport.python.port import Pins
from tb.transport.wire import Reader

HISTORY = 4
"""Beats before a fault that a report shows."""

_KNOWN = {"0", "1"}


@dataclass(frozen=True)
class Finding:
    """A broken rule in the clock just sampled."""

    rule: Rule
    fields: tuple[str, ...] = ()
    text: str = ""
    seen: SeenBeat | None = None


def _always() -> str:
    return "1"


class Monitor:
    """Samples one port right after a clock edge, when its signals still are as they were before.

    The payload of a design's output is read in every clock in which it is valid; that of an input,
    which only the bench can change, when it is first offered and when it is accepted.

    Attributes:
        valid, ready: the handshake signals of the last sample as text; a side that a port lacks
            always agrees.
        offered: whether a beat was on the wires in the last sample whose payload was read.
        taken: whether it passed.
        values: that beat, undefined bits as 0.
        findings: rules broken in the last sample.
    """

    def __init__(self, pins: Pins) -> None:
        self._names = pins.names
        self._driven = pins.port.role is Role.SOURCE
        self._valid: Reader = pins.valid.read if pins.valid else _always
        self._ready: Reader = pins.ready.read if pins.ready else _always
        self._handshake = [
            (reader, rule)
            for wire, reader, rule in (
                (pins.valid, self._valid, Rule.UNKNOWN_VALID),
                (pins.ready, self._ready, Rule.UNKNOWN_READY),
            )
            if wire is not None
        ]
        self._offers = pins.valid is not None and not self._driven
        self._readers = tuple(wire.read for wire in pins.wires)
        self._resting = [
            (field.name, wire.read)
            for field, wire in zip(pins.port.fields, pins.wires, strict=True)
            if field.only_then and not pins.port.driven(field)
        ]
        self._stable = pins.stable
        self._all_stable = len(pins.stable) == len(pins.names)
        self._unknown: dict[str, int] = {}
        self.forget()

    @property
    def waits(self) -> bool:
        """Whether an offer stood in the last sample and was not taken."""
        return self._held is not None

    def forget(self) -> None:
        """Start anew, as after a reset."""
        self.valid = self.ready = "0"
        self.offered = self.taken = False
        self.values: Payload = ()
        self.findings: list[Finding] = []
        self._held: Payload | None = None

    def sample(self, clock: int, counts: Payload | None) -> None:
        """Look at a port with a handshake.

        Args:
            clock: number of the edge.
            counts: by field, the bits of the beat due that count; None for all.
        """
        self.valid = valid = self._valid()
        self.ready = ready = self._ready()
        self.offered = self.taken = False
        if self.findings:
            self.findings = []
        if ready not in _KNOWN:
            self.findings.append(Finding(Rule.UNKNOWN_READY, text=ready))
        if self._resting and (valid == "0" or (self._driven and ready == "0")):
            stray = tuple(name for name, read in self._resting if read().strip("0"))
            if stray:
                self.findings.append(Finding(Rule.STRAY, stray))
        if valid == "1":
            if ready != "1" and self._driven and self._held is not None:
                return
            self.taken = ready == "1"
            self._payload(clock, counts)
        elif valid != "0":
            self._held = None
            self.findings.append(Finding(Rule.UNKNOWN_VALID, text=valid))
        elif self._held is not None:
            self._held = None
            self.findings.append(Finding(Rule.VALID_FELL))

    def sample_level(self, clock: int, counts: Payload | None) -> None:
        """Look at a port without a handshake in a clock in which a beat of it is due."""
        self.findings = []
        self.taken = True
        self._payload(clock, counts)

    def rest(self) -> None:
        """A clock in which no beat of a port without a handshake is due."""
        self.offered = self.taken = False
        if self.findings:
            self.findings = []

    def sample_in_reset(self, settled: bool) -> None:
        """Look at the port while the design is in reset.

        Args:
            settled: whether the design has been shown its reset.
        """
        self.forget()
        self.valid, self.ready = self._valid(), self._ready()
        if not settled:
            return
        for reader, rule in self._handshake:
            if (text := reader()) not in _KNOWN:
                self.findings.append(Finding(rule, text=text))
        if self._offers and self.valid == "1":
            self.findings.append(Finding(Rule.VALID_IN_RESET))

    def seen(self, clock: int) -> SeenBeat:
        """The beat of the last sample, for a report."""
        return SeenBeat(clock, dict(zip(self._names, self.values, strict=True)), self._unknown)

    def _payload(self, clock: int, counts: Payload | None) -> None:
        texts = [read() for read in self._readers]
        self.offered = True
        try:
            self.values = values = tuple([int(text, 2) for text in texts])
        except ValueError:
            values = self._undefined(clock, texts, counts)
        else:
            if self._unknown:
                self._unknown = {}
        stable = values
        if counts is not None:
            stable = tuple([value & mask for value, mask in zip(values, counts, strict=True)])
        if not self._all_stable:
            stable = tuple([stable[i] for i in self._stable])
        if self._held is not None and self._held != stable and not self.findings:
            changed = tuple(
                self._names[i]
                for i, before, now in zip(self._stable, self._held, stable, strict=True)
                if before != now
            )
            self.findings.append(Finding(Rule.PAYLOAD_CHANGED, changed, seen=self.seen(clock)))
        self._held = None if self.taken else stable

    def _undefined(self, clock: int, texts: list[str], counts: Payload | None) -> Payload:
        """Take a payload with X or Z apart; those bits are a fault where they count."""
        self.values = tuple(int("".join(b if b in _KNOWN else "0" for b in t), 2) for t in texts)
        masks = [int("".join("0" if b in _KNOWN else "1" for b in t), 2) for t in texts]
        counted = counts or (-1,) * len(masks)
        # A field that the other side drives need not be defined before the beat passes.
        bad = {
            name: mask & count
            for i, (name, mask, count) in enumerate(zip(self._names, masks, counted, strict=True))
            if mask & count and (self.taken or i in self._stable)
        }
        self._unknown = bad
        if bad:
            self.findings.append(Finding(Rule.UNKNOWN_PAYLOAD, tuple(bad), seen=self.seen(clock)))
        return self.values
