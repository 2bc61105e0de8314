"""Test of pooling layers on their stage alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from golden.kraken.accelerator.passes import OUT
from golden.kraken.accelerator.step import Work
from golden.layers.base import Layer
from golden.streams.frame import DATA
from tb.designs.kraken_top.pool_layers import Shape, any_layers, edges, lying, step_of
from tb.designs.kraken_top.tests.base import TopTest
from tb.kraken.engine import layer_title
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE


class PoolLayersTest(TopTest):
    """Pooling layers in passes of their own, against the golden layers."""

    test = "pool_layers"

    async def body(self) -> None:
        """See the class."""
        drawn = any_layers(self.rng, self.options["RANDOM_LAYERS"] // 2)
        for layer, shape in (*edges(), *lying(self.params), *drawn):
            await self._run(layer, shape)

    async def _run(self, layer: Layer, shape: Shape) -> None:
        """One layer on a random image; those that the stage cannot do are the host's."""
        step = step_of(layer, shape, self.params)
        if step is None:
            return
        rng = generator(self.run.spec.seed, self.test, layer.name)
        work = step.run_on(rng.integers(-128, 128, shape).astype(np.int8))
        title = layer_title(self.test, layer.name, layer.op, work.text)
        case = replace(self.case(title, work.passes), work=work)

        def judge() -> None:
            self.check_idle(case)
            self.expect_equal("output", self._collected(work), work.expected[0], title)

        await self.run_case(case, NO_PROFILE, rng, judge)

    def _collected(self, work: Work) -> Any:
        """The layer's output, rebuilt from the beats on the wires."""
        seen = [self.transfer(one.frames[OUT][0]).seen[DATA] for one in work.sending]
        (output,) = work.collect(seen)
        return output
