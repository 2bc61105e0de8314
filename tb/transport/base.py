"""The interface that every transport has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from golden.streams.frame import Fields, Frame
from tb.transport.counts import PortCounts
from tb.transport.fault import Fault, PortState
from tb.transport.pattern import NO_DELAY, Pattern


class Reason(StrEnum):
    """Why a run came back."""

    DONE = "done"
    """Every queued beat has passed."""
    FAULT = "fault"
    """At least one fault happened in the last clock; calling ``run`` again goes on behind it."""
    CLOCKS = "clocks"
    """The asked-for number of clocks has passed."""


@dataclass(frozen=True, eq=False)
class Limit:
    """How long a piece of work may take. Clocks in which the bench holds a port back do not count.

    Attributes:
        quiet: longest legal row of clocks without a beat on any port.
        total: longest legal time from the first ``run`` with this very object on, faults in between
            or not; None for no bound of the whole.
        why: how the two were derived, for the report of a stuck port.
    """

    quiet: int
    total: int | None
    why: str


@dataclass(frozen=True)
class Outcome:
    """How a run ended. ``faults`` are those of its last clock, in port order."""

    reason: Reason
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, eq=False)
class Transfer:
    """A packet that has passed a port from its first beat to its last.

    Attributes:
        port: name of the port.
        frame: the packet as queued.
        first_clock, last_clock: clock edges that moved its first and last beat.
        seen: of an output, its beats as they were on the wires: by field uint8 [beats, bytes]; of
            an input, whose beats the bench drives and knows from `frame`, nothing.
    """

    port: str
    frame: Frame
    first_clock: int
    last_clock: int
    seen: Fields


class Transport(ABC):
    """Moves packets through the ports of a design and reports the first beat that differs.

    Each port is watched in every clock of `run` and `reset`: payload, undefined values and the
    rules of the handshake, on the design's inputs too; so are the status outputs.
    """

    clock: int
    """Clock edges seen so far; the number of the last one."""
    held: int
    """Clock edges in which the bench itself held back a beat that could have moved."""

    @property
    def spent(self) -> Mapping[str, float]:
        """Seconds so far by part, as `tb.results` names them; empty where it cannot tell."""
        return {}

    @abstractmethod
    async def reset(self, clocks: int) -> Outcome:
        """Forget all queued packets, hold the design in reset, and release it.

        Args:
            clocks: length of the reset. What the design does in it shows from the second clock on,
                with an asynchronous reset from the first.

        Returns:
            `Reason.CLOCKS`, or the faults seen during the reset.
        """

    @abstractmethod
    def queue(self, port: str, frame: Frame, pattern: Pattern = NO_DELAY) -> None:
        """Queue a packet on ``port``, straight behind those queued before: to be driven on an
        input, to be expected of an output.

        Raises:
            FrameError: it does not fit the port.
        """

    @abstractmethod
    async def run(self, limit: Limit, clocks: int | None = None) -> Outcome:
        """Let the clock run until the queues are empty or a fault happens.

        Args:
            limit: bounds beyond which a standstill is reported.
            clocks: run exactly that long instead, whether there is anything left to move or not.
        """

    @abstractmethod
    def flags(self) -> Mapping[str, str]:
        """The status outputs as last seen, as bits, highest first."""

    @abstractmethod
    def progress(self, port: str) -> int:
        """Beats that ``port`` has moved since the last reset."""

    @abstractmethod
    def counts(self, port: str) -> PortCounts:
        """What has happened at ``port`` so far; nothing where it was not made to count."""

    @abstractmethod
    def states(self) -> tuple[PortState, ...]:
        """What every port was doing at the last edge; those that follow others come last."""

    @abstractmethod
    def record(self, fault: Fault) -> None:
        """Keep waveforms of the clocks around a fault of the last outcome.

        That is for a run whose waveforms were asked for, and left out to be fast.
        """

    @abstractmethod
    def take_transfers(self) -> list[Transfer]:
        """The packets completed since the last call, in order of completion."""
