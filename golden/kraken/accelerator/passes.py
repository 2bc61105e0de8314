"""One pass through the accelerator: a packet and the configurations that go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from golden.kraken.format.packet import Packet
from golden.kraken.stages.activation import ActivationConfig
from golden.kraken.stages.adder import AdderConfig
from golden.kraken.stages.pool import PoolConfig
from golden.kraken.stages.requantizer import RequantizerConfig
from golden.streams.frame import Frame

Locate = Callable[[int, str, int], Mapping[str, int]]
"""Coordinates by name from beat, field and lane."""

CONFIG, TENSOR, OPERAND, OUT = "config", "tensor", "operand", "out"
"""Names of the accelerator's ports besides those of the engine's two inputs."""

REQUANTIZED, ACTIVATED, ADDED, POOLED = "requantized", "activated", "added", "pooled"
"""Names of the taps behind the stages; that of the engine's sums is `SUM`."""


@dataclass(frozen=True, eq=False)
class Pass:
    """What goes through the accelerator between two packets of the pass configuration.

    A packet of the engine that holds its sums sends nothing: its pass has pixels and weights only.

    Attributes:
        name: of the pass.
        packet: of the engine; None where the words come from the tensor port.
        raw: the engine's sums leave as they are.
        requantizer: its configuration; None where nothing passes it.
        activation: of the activation.
        adder: of the adder.
        pool: of the pool.
        frames: beats by port and tap, one frame each but for the configuration's; only those that
            have beats.
        places: coordinates of the words of frames.
        out_beats: beats of words that reach the output port.
        extents: by frame, how many values its coordinates have that tell of a tensor or the array.
    """

    name: str
    packet: Packet | None
    raw: bool
    requantizer: RequantizerConfig | None
    activation: ActivationConfig
    adder: AdderConfig
    pool: PoolConfig
    frames: dict[str, list[Frame]] = field(repr=False)
    places: dict[Frame, Locate] = field(repr=False)
    out_beats: int
    extents: Mapping[Frame, Mapping[str, int]] = field(default_factory=dict, repr=False)

    @property
    def holds(self) -> bool:
        """Whether nothing leaves."""
        return self.packet is not None and self.packet.hold
