"""Layers that follow another in the same pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from golden.kraken.accelerator.beats import Placed, Stages
from golden.kraken.accelerator.layout import Layout
from golden.kraken.accelerator.passes import ACTIVATED, ADDED
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
        pool: a pooling layer, or None.
    """

    stages: Stages
    activation: Layer | None = None
    adder: Layer | None = None
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

    def taps(self, layout: Layout, tensors: Mapping[str, Array]) -> dict[str, Placed]:
        """What passes the taps of activation and adder, which leave all words in their places.

        Args:
            layout: of the words.
            tensors: what the layers give, by name of the tensor.
        """
        layers = {ACTIVATED: self.activation, ADDED: self.adder}
        return {
            tap: (layout, tensors[layer.outputs[0]])
            for tap, layer in layers.items()
            if layer is not None
        }
