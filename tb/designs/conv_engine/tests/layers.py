"""Tests that run one layer after another: the network, directed, random and deep layers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden import load_model
from golden.inputs import load_inputs
from golden.networks.shipped import DIGITS
from golden.oracle import expected_tensors
from tb.bench import Title
from tb.designs.conv_engine.full_depth import full_depth_layers
from tb.designs.conv_engine.options import chosen_layers
from tb.designs.conv_engine.tests.base import EngineTest
from tb.designs.conv_engine.work import LayerWork
from tb.env.ahead import Ahead
from tb.kraken.directed import deep, directed
from tb.kraken.graph import Place, Where, write_graph
from tb.kraken.random_layers import random_layer
from tb.kraken.spec import LayerSpec
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE, Profile


class LayerTest(EngineTest):
    """Runs layers on the array and compares the rebuilt sums with the golden layer's own."""

    async def run_work(
        self,
        work: LayerWork,
        profile: Profile,
        judge: Callable[[NDArray[np.int32], Title], None] | None = None,
    ) -> None:
        """One layer.

        Args:
            work: the layer with its packets.
            profile: how the ports are held back.
            judge: looks at its sums before the bias, rebuilt from the simulator's beats.
        """
        plan, title = work.plan, work.case.titled()
        rng = generator(self.run.spec.seed, self.test, work.layer.name, profile.text)

        def check() -> None:
            sums = plan.combine([self.decoded(packet) for packet in plan.sending])
            what = "sums against the golden layer"
            self.expect_equal(what, self.wrapped(sums), self.wrapped(work.sums), title)
            if judge is not None:
                judge(sums, title)

        await self.run_case(work.case, profile, rng, check)

    async def run_spec(self, spec: LayerSpec, profile: Profile = NO_PROFILE) -> None:
        """A layer of random tensors."""
        layer, x = spec.draw(generator(self.run.spec.seed, self.test, spec.name), self.array)
        work = LayerWork.of(layer, x, self.test, self.array, spec.sharing)
        await self.run_work(work, profile)


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
        layers = chosen_layers(model, path, self.options["LAYERS"])
        places = {layer.name: Place(Where.ENGINE, "engine", layer.name) for layer in layers}
        write_graph(self.run.folder, path.stem, model, places)

        def make() -> Generator[LayerWork, None, None]:
            for layer in layers:
                yield LayerWork.of(layer, tensors[layer.inputs[0]], path.stem, self.array)

        with Ahead(make()) as works:
            for work in works:
                due = tensors[work.layer.outputs[0]]

                def against_tensor(
                    sums: NDArray[np.int32], title: Title, layer: Any = work.layer, due: Any = due
                ) -> None:
                    result = layer.requantise(sums).reshape(due.shape)
                    self.expect_equal(f"output against {truth}", result, due, title)

                for profile in self.profiles or [NO_PROFILE]:
                    await self.run_work(work, profile, against_tensor)


class DirectedTest(LayerTest):
    """Shapes at which such engines break, picked around the array's size."""

    test = "directed"

    async def body(self) -> None:
        """See the class."""
        for spec in directed(self.array):
            await self.run_spec(spec)


class DeepTest(LayerTest):
    """Layers as deep as a weight buffer, and deeper: passes that keep sums, and sums of parts."""

    test = "deep"

    async def body(self) -> None:
        """See the class."""
        for spec in deep(self.array):
            await self.run_spec(spec)


class FullDepthTest(LayerTest):
    """Layers of well-known networks, one for each kind of kernel, for their clocks."""

    test = "full_depth"

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
