"""Layers of one or two operands on their stages alone, word by word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden.kraken.accelerator.beats import PassBuilder
from golden.kraken.accelerator.fused import Behind
from golden.kraken.accelerator.layout import flat
from golden.kraken.accelerator.step import Array, PlacedWork, Step, Work, run_layers


@dataclass(frozen=True, eq=False, kw_only=True)
class ElementwiseStep(Step):
    """An activation, an adder, or one behind the other, on words of the tensor port.

    Attributes:
        behind: the layers.
    """

    behind: Behind

    @property
    def where(self) -> str:
        """See `Step.where`."""
        return ", ".join(self.places)

    @property
    def places(self) -> tuple[str, ...]:
        """See `Step.places`."""
        return self.behind.names

    def run_on(self, *arrays: Array) -> Work:
        """See `Step.run_on`."""
        shape, behind = self.shapes[self.outputs[0]], self.behind
        tensors = run_layers(self.layers, self.named(arrays))
        layout = flat(shape, self.params.lanes)
        operand = None if behind.adder is None else (layout, np.broadcast_to(arrays[1], shape))
        source = layout, np.broadcast_to(arrays[0], shape)
        builder = PassBuilder(self.name, self.params, behind.stages)
        sent = builder.sent(behind.taps(layout, tensors), source=source, operand=operand)
        text = "x".join(map(str, shape))
        return PlacedWork(
            step=self,
            tensors=tensors,
            text=text,
            way="word by word",
            passes=(sent,),
            layouts=(layout,),
        )
