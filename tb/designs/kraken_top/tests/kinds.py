"""Small passes of every kind, for the size of the running array."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

import numpy as np

from golden.kraken.accelerator.passes import Pass
from tb.designs.kraken_top.draw import STAGES, Strips, engine_pass, raw_pass, tensor_pass
from tb.designs.kraken_top.tests.base import TopTest
from tb.kraken.spec import LayerSpec
from tb.seed import generator

COMBINATIONS = tuple(chain.from_iterable(combinations(STAGES, n) for n in range(len(STAGES) + 1)))
"""All sets of the stages that a pass may leave out."""


class KindsTest(TopTest):
    """Helpers for tests that make their passes from random tensors."""

    def generator_of(self, name: str) -> np.random.Generator:
        """The generator of one layer of this test."""
        return generator(self.run.spec.seed, self.test, name, "stages")

    def layers(self) -> list[LayerSpec]:
        """A few small layers that differ in everything."""
        r, c = self.params.array.rows, self.params.array.cols
        wide = min(3, c)
        return [
            LayerSpec("3x3", r + 1, 6, 2, c // 2 + 1, (3, wide), pad="SAME"),
            LayerSpec("1x1", r, 4, 3, c + 1, x_zp=-5),
            LayerSpec.matrix("dense", r + 2, 9, max(c - 1, 1)),
            LayerSpec("stride 2", 2 * r, 7, 2, c // 2 + 1, (2, wide), (2, 2 if c > 3 else 1)),
            LayerSpec("one of everything", 1, 1, 1, 1),
            LayerSpec("1x1 output bound", r, 5, 1, c, x_zp=7),
        ]

    def through(self, spec: LayerSpec, stages: Sequence[str]) -> list[Pass]:
        """A layer through some of the stages."""
        rng = self.generator_of(f"{spec.name} {stages}")
        return [engine_pass(rng, self.params, packet, stages) for packet in self.packets(spec)]

    def raw(self, spec: LayerSpec) -> list[Pass]:
        """A layer whose sums leave."""
        return [raw_pass(self.params, packet) for packet in self.packets(spec)]

    def tensor(self, name: str, stages: Sequence[str], strips: Strips | None = None) -> Pass:
        """A tensor through some of the stages."""
        rng = self.generator_of(f"{name} {stages}")
        depth = self.params.depth
        drawn = Strips(
            int(rng.integers(1, 7)),
            int(rng.integers(1, min(depth, 4) + 1)),
            int(rng.integers(0, 3)),
            int(rng.integers(1, min(depth, 4) + 1)),
            int(rng.integers(1, 3)),
        )
        return tensor_pass(rng, self.params, name, strips or drawn, stages)

    def mixture(self, start: int = 0) -> Iterator[list[Pass]]:
        """Passes of all kinds by turns, each kind's own behind the other's."""
        layers = self.layers()
        for i, stages in enumerate(COMBINATIONS):
            spec = layers[(i + start) % len(layers)]
            yield self.through(spec.named(f"{spec.name} {i}"), stages)
            if i % 2:
                yield [self.tensor(f"tensor {i}", COMBINATIONS[-1 - i])]
            if i % 3 == 0:
                yield self.raw(layers[(i + start + 1) % len(layers)].named(f"raw {i}"))
