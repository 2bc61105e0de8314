"""Tests that run one layer after another: the network, directed, random and deep layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden import load_model
from golden.inputs import load_inputs
from golden.kraken import Sharing
from golden.kraken.lowering.lower import lower
from golden.networks.shipped import DIGITS
from golden.oracle import expected_tensors
from tb.bench import Title
from tb.designs.conv_engine.cases import engine_case
from tb.designs.conv_engine.full_depth import full_depth_layers
from tb.designs.conv_engine.options import chosen_layers
from tb.designs.conv_engine.tests.base import EngineTest
from tb.kraken.directed import deep, directed
from tb.kraken.engine import layer_title
from tb.kraken.random_layers import random_layer
from tb.kraken.spec import LayerSpec
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE, Profile


class LayerTest(EngineTest):
    """Runs layers on the array and compares the rebuilt sums with the golden layer's own."""

    async def run_layer(
        self,
        layer: Any,
        x: NDArray[np.int8],
        network: str,
        profile: Profile,
        judge: Callable[[NDArray[np.int32], Title], None] | None = None,
        sharing: Sharing | None = None,
    ) -> None:
        """One layer, fed by itself.

        Args:
            layer: the golden layer.
            x: its input.
            network: what it belongs to.
            profile: how the ports are held back.
            judge: looks at its sums before the bias, rebuilt from the simulator's beats.
            sharing: how the cores share the buses in one packet; None leaves it to the lowering.
        """
        plan = lower(layer, x, self.array, sharing)
        title = layer_title(network, layer.name, plan.op, plan.text)
        case = engine_case(title, plan.packets, plan.macs_valid)
        rng = generator(self.run.spec.seed, self.test, layer.name, profile.text)

        def check() -> None:
            sums = plan.combine([self.decoded(p) for p in plan.packets if p.sums is not None])
            what = "sums against the golden layer"
            expected = self.wrapped(layer.accumulate(x))
            self.expect_equal(what, self.wrapped(sums), expected, title)
            if judge is not None:
                judge(sums, title)

        await self.run_case(case, profile, rng, check)

    async def run_spec(self, spec: LayerSpec, profile: Profile = NO_PROFILE) -> None:
        """A layer of random tensors."""
        layer, x = spec.draw(generator(self.run.spec.seed, self.test, spec.name), self.array)
        await self.run_layer(layer, x, self.test, profile, sharing=spec.sharing)


class NetworkTest(LayerTest):
    """Every convolution and dense layer of a model on an image, against TFLite's own tensors."""

    test = "network"

    async def body(self) -> None:
        """See the class."""
        path = self.options["MODEL"] or DIGITS
        model = load_model(path)
        rng = generator(self.run.spec.seed, self.test, path.stem)
        inputs, _ = load_inputs(model, path, self.options["INPUT"], rng=rng, most=model.batch)
        tensors, truth = expected_tensors(model, path, *inputs)
        for layer in chosen_layers(model, path, self.options["LAYERS"]):
            expected = tensors[layer.outputs[0]]

            def against_tensor(
                sums: NDArray[np.int32], title: Title, layer: Any = layer, due: Any = expected
            ) -> None:
                result = layer.requantise(sums).reshape(due.shape)
                self.expect_equal(f"output against {truth}", result, due, title)

            x = tensors[layer.inputs[0]]
            for profile in self.profiles or [NO_PROFILE]:
                await self.run_layer(layer, x, path.stem, profile, against_tensor)


class DirectedTest(LayerTest):
    """Shapes at which such engines break, picked around the array's size."""

    test = "directed"

    async def body(self) -> None:
        """See the class."""
        for spec in directed(self.array):
            await self.run_spec(spec)


class DeepTest(LayerTest):
    """Layers deeper than a weight buffer: passes that keep their sums, and sums of parts."""

    test = "deep"

    async def body(self) -> None:
        """See the class."""
        for spec in deep(self.array):
            await self.run_spec(spec)


class FullDepthTest(LayerTest):
    """Layers of the paper's networks, one for each kind of kernel, for their clocks."""

    test = "paper"

    async def body(self) -> None:
        """See the class."""
        for spec in full_depth_layers():
            await self.run_spec(spec)


class RandomLayersTest(LayerTest):
    """Random legal layers from the seed, each under a random profile or none."""

    test = "random_layers"

    async def body(self) -> None:
        """See the class."""
        for spec, profile in self.draw():
            await self.run_spec(spec, profile)

    def draw(self) -> Iterator[tuple[LayerSpec, Profile]]:
        """The layers and their profiles."""
        choice = self.every_profile()
        for i in range(self.options["RANDOM_LAYERS"]):
            spec = random_layer(self.rng, self.array, f"random {i}")
            free = not self.profiles and bool(self.rng.random() < 0.5)
            yield spec, NO_PROFILE if free else choice[int(self.rng.integers(len(choice)))]
