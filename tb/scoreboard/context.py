"""What the scoreboard asks of the design's side: names, places and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tb.scoreboard.evidence import Evidence
from tb.transport.fault import Fault, PortState
from tb.transport.frame import Frame


@dataclass(frozen=True)
class Title:
    """What a packet belongs to.

    Attributes:
        network: the model, or what stands for it.
        layer: its layer.
        op: the layer's operator.
        shape: the layer's shape, for people.
        packet: which of the layer's packets.
    """

    network: str = ""
    layer: str = ""
    op: str = ""
    shape: str = ""
    packet: str = ""


class Context(Protocol):
    """Explains the packets of one design to the scoreboard."""

    def title(self, frame: Frame) -> Title:
        """What the packet belongs to."""

    def words(self, port: str, data: bytes) -> NDArray[np.int64]:
        """The lanes of a beat: int64 [lanes]."""

    def place(self, frame: Frame, beat: int, lane: int) -> Mapping[str, int]:
        """Coordinates of a lane, by name; only those that it has."""

    def evidence(self, fault: Fault) -> Evidence | None:
        """What speaks about the cause of a bad beat; None where there is no such knowledge."""

    def stuck_port(self, ports: tuple[PortState, ...]) -> tuple[str, str]:
        """Name of the port to blame for a standstill, and a sentence that says why."""
