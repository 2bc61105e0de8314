"""Layers that follow another in the same pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden.kraken.accelerator.beats import Stages
from golden.kraken.accelerator.pooling import PoolBehind
from golden.kraken.accelerator.step import Array
from golden.layers.base import Layer


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
    pool: PoolBehind | None = None

    @property
    def by_stage(self) -> dict[str, Layer]:
        """The layers by the stage that does them, in order."""
        pool = None if self.pool is None else self.pool.layer
        stages = {"activation": self.activation, "adder": self.adder, "pool": pool}
        return {name: layer for name, layer in stages.items() if layer is not None}

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All of them in order."""
        return tuple(self.by_stage.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the stages that do something."""
        return tuple(self.by_stage)

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
