"""Layers that follow another in the same pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from golden.kraken.accelerator.beats import Stages
from golden.kraken.accelerator.layout import Layout
from golden.kraken.accelerator.step import Array
from golden.kraken.format.packet import Packet
from golden.kraken.stages.pool import PoolConfig
from golden.layers.base import Layer


class FusedPool(Protocol):
    """A pooling layer of what leaves the engine."""

    @property
    def layer(self) -> Layer:
        """The layer."""

    def of_packet(self, packet: Packet, layout: Layout) -> tuple[PoolConfig, Layout]:
        """The configuration for one packet, and where what leaves lies in the layer's output."""


@dataclass(frozen=True, eq=False)
class Behind:
    """What follows the words of a pass, in this order.

    Attributes:
        stages: configurations of the stages; that of the pool may differ from pass to pass.
        activation: a layer of one operand, or None.
        adder: a layer of two operands, or None.
        swapped: whether the words are its second operand.
        pool: a pooling layer, or None.
    """

    stages: Stages
    activation: Layer | None = None
    adder: Layer | None = None
    swapped: bool = False
    pool: FusedPool | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All of them in order."""
        pool = None if self.pool is None else self.pool.layer
        return tuple(layer for layer in (self.activation, self.adder, pool) if layer is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the stages that do something."""
        stages = {"activation": self.activation, "adder": self.adder, "pool": self.pool}
        return tuple(name for name, layer in stages.items() if layer is not None)

    def forward(self, tensor: Array, operands: Sequence[Array]) -> dict[str, Array]:
        """What each of the layers gives, by name of the tensor.

        Args:
            tensor: what the first of them reads.
            operands: the adder's other one, if there is an adder.
        """
        found: dict[str, Array] = {}
        for layer in self.layers:
            arrays: tuple[Array, ...] = (tensor,)
            if layer is self.adder:
                arrays = (*operands, tensor) if self.swapped else (tensor, *operands)
            result = layer.forward(*arrays)
            assert not isinstance(result, tuple)
            found[layer.outputs[0]] = tensor = result
        return found
