"""The passive side of one port: looks at every clock, checks the protocol, never drives."""

from __future__ import annotations

from dataclasses import dataclass

from tb.bindings import Role
from tb.transport.beatwise.port import AxisPort, Reader, reader
from tb.transport.fault import FaultKind, SeenBeat

HISTORY = 4
"""Beats before a fault that a report shows."""

_KNOWN = {"0", "1"}


@dataclass(frozen=True)
class Finding:
    """A broken rule in the clock just sampled."""

    kind: FaultKind
    detail: str
    seen: SeenBeat | None = None


class Monitor:
    """Samples one port right after a clock edge, when its signals still are as they were before.

    The payload of a design's output is read in every clock in which it is valid; that of an input,
    which only the bench can change, when it is first offered and when it is taken.

    Attributes:
        valid, ready: the handshake signals of the last sample as text.
        beat: the beat that the last sample saw transferred, None when there was none.
        offered: the beat on the wires in the last sample, transferred or not; None without one,
            and for a beat of an input that goes on waiting.
        findings: rules broken in the last sample.
    """

    def __init__(self, port: AxisPort) -> None:
        self._name = port.name
        self._driven = port.binding.role is Role.SOURCE
        self._valid = reader(port.valid)
        self._ready = reader(port.ready)
        self._data = reader(port.data)
        self._last = reader(port.last)
        self._keep: Reader = reader(port.keep) if port.keep is not None else str
        self._bytes = port.beat_bytes
        self.forget()

    def forget(self) -> None:
        """Start anew, as after a reset."""
        self.valid = self.ready = "0"
        self.beat: SeenBeat | None = None
        self.offered: SeenBeat | None = None
        self.findings: list[Finding] = []
        self._held: tuple[str, str, str] | None = None

    def sample(self, clock: int) -> None:
        """Look at the port in the clock with this number."""
        self.valid = valid = self._valid()
        self.ready = ready = self._ready()
        self.beat = self.offered = None
        if self.findings:
            self.findings = []
        if ready not in _KNOWN:
            self._find(FaultKind.UNKNOWN, f"tready of {self._name} is {ready}")
        if valid == "1":
            if ready != "1" and self._driven and self._held is not None:
                return
            self._payload(clock, ready == "1")
        elif valid != "0":
            self._held = None
            self._find(FaultKind.UNKNOWN, f"tvalid of {self._name} is {valid}")
        elif self._held is not None:
            self._held = None
            self._find(
                FaultKind.HANDSHAKE, f"tvalid of {self._name} fell before tready took the beat"
            )

    def sample_in_reset(self, settled: bool) -> None:
        """Look at the port while the design is in reset.

        Args:
            settled: whether a clock edge has shown the design its reset.
        """
        self.forget()
        self.valid, self.ready = self._valid(), self._ready()
        if not settled:
            return
        for name, value in (("tvalid", self.valid), ("tready", self.ready)):
            if value not in _KNOWN:
                self._find(FaultKind.UNKNOWN, f"{name} of {self._name} is {value} during reset")
        if self.valid == "1":
            self._find(FaultKind.HANDSHAKE, f"tvalid of {self._name} is high during reset")

    def _payload(self, clock: int, taken: bool) -> None:
        data, keep, last = self._data(), self._keep(), self._last()
        try:
            seen = SeenBeat(clock, int(data, 2).to_bytes(self._bytes, "little"), keep, last)
            known = last in _KNOWN and not keep.strip("01")
        except ValueError:
            seen, known = undefined_beat(clock, data, keep, last, self._bytes), False
        payload = (data, keep, last)
        if not known:
            self._find(FaultKind.UNKNOWN, f"{self._name} offers undefined bits", seen)
        elif self._held is not None and self._held != payload:
            changed = [
                name
                for name, before, now in zip(
                    ("tdata", "tkeep", "tlast"), self._held, payload, strict=True
                )
                if before != now
            ]
            self._find(
                FaultKind.HANDSHAKE,
                f"{' and '.join(changed)} of {self._name} changed before tready took the beat",
                seen,
            )
        self.offered = seen
        self.beat = seen if taken else None
        self._held = None if taken else payload

    def _find(self, kind: FaultKind, detail: str, seen: SeenBeat | None = None) -> None:
        self.findings.append(Finding(kind, detail, seen))


def undefined_beat(clock: int, data: str, keep: str, last: str, size: int) -> SeenBeat:
    """A beat whose data has X or Z bits.

    Args:
        clock: number of the clock edge.
        data: ``tdata`` as text, highest bit first.
        keep: ``tkeep`` as text.
        last: ``tlast`` as text.
        size: bytes of a beat.
    """
    value = int("".join(bit if bit in _KNOWN else "0" for bit in data), 2)
    mask = int("".join("0" if bit in _KNOWN else "1" for bit in data), 2)
    return SeenBeat(
        clock, value.to_bytes(size, "little"), keep, last, mask.to_bytes(size, "little")
    )
