"""The interface that every transport has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tb.transport.fault import Fault
from tb.transport.frame import Frame
from tb.transport.pattern import FREE, Pattern


class Reason(StrEnum):
    """Why a run came back."""

    DONE = "done"
    """Every loaded and expected beat has been transferred."""
    FAULT = "fault"
    """At least one fault happened in the last clock; calling ``run`` again goes on behind it."""
    CLOCKS = "clocks"
    """The asked-for number of clocks has passed."""


@dataclass(frozen=True)
class Limit:
    """How long a run may take. Clocks in which the bench itself holds a port back do not count.

    Attributes:
        quiet: longest legal row of clocks without a transfer on any port.
        total: longest legal run; None for no bound of the whole.
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
        frame: the packet as loaded or expected.
        first_clock, last_clock: clock edges that transferred its first and last beat.
        data: uint8 [beats, bytes], an output's beats as they were on the wires; of an input, whose
            beats the bench drives and knows from `frame`, nothing is kept: [0, bytes].
    """

    port: str
    frame: Frame
    first_clock: int
    last_clock: int
    data: NDArray[np.uint8]


class Transport(ABC):
    """Moves packets through the ports of a design and reports the first beat that differs.

    Each port is watched in every clock of `run` and `reset`: data, marks, undefined values and the
    rules of the handshake, on the design's inputs too.
    """

    clock: int
    """Clock edges seen so far."""
    held: int
    """Clock edges in which the bench itself held back a beat that could have moved."""

    @abstractmethod
    async def reset(self, clocks: int) -> Outcome:
        """Forget all queued packets, hold the design in reset, and release it.

        Args:
            clocks: length of the reset; what the design does in it shows from the second one on.

        Returns:
            `Reason.CLOCKS`, or the faults seen during the reset.
        """

    @abstractmethod
    def load(self, port: str, frame: Frame, pattern: Pattern = FREE) -> None:
        """Queue a packet to be driven on ``port``, straight behind those queued before."""

    @abstractmethod
    def expect(self, port: str, frame: Frame, pattern: Pattern = FREE) -> None:
        """Queue a packet that the design must send on ``port``."""

    @abstractmethod
    async def run(self, limit: Limit, clocks: int | None = None) -> Outcome:
        """Let the clock run until the queues are empty or a fault happens.

        Args:
            limit: bounds beyond which a `tb.transport.fault.FaultKind.STUCK` fault is reported.
            clocks: run exactly that long instead, whether there is anything left to move or not.
        """

    @abstractmethod
    def expect_flags(self, values: Mapping[str, int]) -> None:
        """Change what is expected of the status outputs, from the next clock on."""

    @abstractmethod
    def flags(self) -> Mapping[str, str]:
        """The status outputs as last seen, as bits, highest first."""

    @abstractmethod
    def progress(self, port: str) -> int:
        """Beats that ``port`` has transferred since the last reset."""

    @abstractmethod
    def take_transfers(self) -> list[Transfer]:
        """The packets completed since the last call, in order of completion."""
