"""Test of pooling layers on their stage alone: edges, corners, windows of any size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from golden.kraken.accelerator.passes import OUT
from golden.kraken.accelerator.pooling import PoolStep, regions_of
from golden.kraken.accelerator.step import Work
from golden.layers.average_pool import AveragePool2D
from golden.layers.base import Layer
from golden.layers.geometry import Window
from golden.layers.max_pool import MaxPool2D
from golden.layers.mean import Mean
from golden.streams.frame import DATA
from tb.designs.kraken_top.draw import passing
from tb.designs.kraken_top.tests.base import TopTest
from tb.kraken.engine import layer_title
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE

SOURCE, RESULT = "x", "y"
"""Names of the tensors."""

Pooled = tuple[Layer, tuple[int, int, int, int]]
"""A layer, and the shape of its input."""


class PoolLayersTest(TopTest):
    """Pooling layers in passes of their own, against the golden layers."""

    test = "pool_layers"

    async def body(self) -> None:
        """See the class."""
        for layer, shape in (*self._edges(), *self._lying(), *self._random()):
            await self._run(layer, shape)

    async def _run(self, layer: Layer, shape: tuple[int, int, int, int]) -> None:
        """One layer on a random image; those that the stage cannot do are the host's."""
        regions = regions_of(layer, shape, self.params)
        if regions is None:
            return
        rng = generator(self.run.spec.seed, self.test, layer.name)
        x = rng.integers(-128, 128, shape).astype(np.int8)
        due = layer.forward(x)
        assert isinstance(due, np.ndarray)
        step = PoolStep(
            layers=(layer,),
            index=0,
            inputs=layer.inputs,
            outputs=layer.outputs,
            shapes={SOURCE: shape, RESULT: due.shape},
            params=self.params,
            stages=passing(self.params),
            regions=tuple(regions),
        )
        work = step.run_on(x)
        title = layer_title(self.test, layer.name, layer.op, work.text)
        case = replace(self.case(title, work.passes), work=work)

        def judge() -> None:
            self.check_idle(case)
            self.expect_equal("output", self._collected(work), due, title)

        await self.run_case(case, NO_PROFILE, rng, judge)

    def _collected(self, work: Work) -> Any:
        """The layer's output, rebuilt from the beats on the wires."""
        seen = [self.transfer(one.frames[OUT][0]).seen[DATA] for one in work.sending]
        (output,) = work.collect(seen)
        return output

    def _edges(self) -> Iterator[Pooled]:
        """Each way in which windows meet the edges: beyond none, one or both, and corners."""
        sizes = {"none": (2, 2, 4), "after": (2, 1, 3), "both": (3, 1, 4), "wide": (5, 5, 3)}
        for rows, columns in product(sizes, repeat=2):
            (kh, sh, h), (kw, sw, w) = sizes[rows], sizes[columns]
            window = Window((kh, kw), (sh, sw), padding="SAME")
            name = f"rows beyond {rows}, columns beyond {columns}"
            yield _named(MaxPool2D(window=window), f"greatest, {name}"), (1, h, w, 3)
            yield _named(AveragePool2D(window=window), f"average, {name}"), (1, h, w, 3)

    def _lying(self) -> Iterator[Pooled]:
        """Windows higher than a beat, wider than may be open, with cells between them; means."""
        r, beats = self.params.array.rows, self.params.depth * self.params.array.out_channels
        for kernel, stride, shape in (
            ((r + 1, 2), (r + 1, 2), (1, 2 * r + 2, 4, 2)),
            ((2, 6), (1, 1), (1, 4, 8, 2)),
            ((1, 2), (3, 3), (2, 3 * r + 1, 8, 3)),
            ((2, 2), (2, 2), (1, 4, 4, beats + 1)),
        ):
            window = Window(kernel, stride)
            text = "x".join(map(str, (*kernel, *stride, *shape)))
            yield _named(MaxPool2D(window=window, low=-100, high=90), f"greatest {text}"), shape
            yield _named(AveragePool2D(window=window, low=-60, high=50), f"average {text}"), shape
        for axes in ((1,), (2,), (1, 2)):
            mean = Mean(
                axes=axes,
                keep_dims=False,
                multiplier=0.75,
                input_zero_point=-9,
                output_zero_point=4,
            )
            yield _named(mean, f"mean over {axes}"), (2, r + 1, 5, 4)

    def _random(self) -> Iterator[Pooled]:
        """Any windows over any image."""
        for i in range(self.options["RANDOM_LAYERS"] // 2):
            kernel, stride = ((int(v), int(u)) for v, u in self.rng.integers(1, 5, (2, 2)))
            padding: Any = "SAME" if self.rng.random() < 0.6 else "VALID"
            h, w = (int(k + v) for k, v in zip(kernel, self.rng.integers(0, 8, 2), strict=True))
            kind = MaxPool2D if self.rng.random() < 0.5 else AveragePool2D
            low, high = sorted(int(v) for v in self.rng.integers(-128, 128, 2))
            window = Window(kernel, stride, padding=padding)
            layer = kind(window=window, low=low, high=high)
            yield _named(layer, f"random {i}"), (1, h, w, int(self.rng.integers(1, 9)))


def _named(layer: Layer, name: str) -> Layer:
    """The layer with its name and its tensors'."""
    layer.name, layer.inputs, layer.outputs = name, (SOURCE,), (RESULT,)
    return layer
