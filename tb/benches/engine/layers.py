"""Tests that run one layer after another: the network, directed, random and deep layers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden import Model
from golden.kraken.lowering.lower import COMPUTED, lower
from golden.networks.shipped import DIGITS
from tb.axis.profiles import Profile, every
from tb.benches.engine.base import FREE, EngineTest, Work
from tb.config import ConfigError
from tb.engine.directed import deep, directed
from tb.engine.job import Job
from tb.engine.network import load_input, reference_trace
from tb.engine.paper import paper_layers
from tb.engine.random_layers import random_layer
from tb.engine.spec import LayerSpec
from tb.seed import generator


class LayerTest(EngineTest):
    """Runs layers on the array and compares the rebuilt sums with the golden layer's own."""

    async def run_layer(
        self, layer: Any, x: NDArray[np.int8], network: str, profile: Profile
    ) -> tuple[NDArray[np.int32], Work]:
        """One layer, fed by itself.

        Returns:
            Its sums before the bias, rebuilt from the simulator's beats, and what was sent.
        """
        plan = lower(layer, x, self.array)
        jobs = [Job.of(packet) for packet in plan.packets]
        work = Work(layer.name, plan.op, plan.text, network, jobs, plan.macs_valid)
        rng = generator(self.config.seed, self.test, layer.name, profile.text)
        sums = plan.combine(await self.run_work(work, profile, rng))
        expected = layer.accumulate(x)
        self.expect_equal(
            "sums against the golden layer", self.wrapped(sums), self.wrapped(expected), work.title
        )
        return sums, work

    async def run_spec(self, spec: LayerSpec, profile: Profile = FREE) -> None:
        """A layer of random tensors."""
        layer, x = spec.draw(generator(self.config.seed, self.test, spec.name), self.array)
        await self.run_layer(layer, x, self.test, profile)


class NetworkTest(LayerTest):
    """Every convolution and dense layer of a model on a real image, against TFLite's tensors."""

    test = "network"

    async def body(self) -> None:
        """See the class."""
        path = self.config.model or DIGITS
        model = Model.from_tflite(path)
        layers = chosen_layers(model, path, self.config.layers)
        inputs = load_input(
            model, path, self.config.inputs, generator(self.config.seed, self.test, path.stem)
        )
        tensors = reference_trace(model, path, inputs)
        for layer in layers:
            x = tensors[layer.inputs[0]]
            for profile in self.profiles or [FREE]:
                sums, work = await self.run_layer(layer, x, path.stem, profile)
                expected = tensors[layer.outputs[0]]
                result = layer.requantise(sums).reshape(expected.shape)
                self.expect_equal("output against TFLite's tensor", result, expected, work.title)


class DirectedTest(LayerTest):
    """Shapes at which such engines break."""

    test = "directed"

    async def body(self) -> None:
        """See the class."""
        for spec in directed(self.array):
            await self.run_spec(spec)


class DeepTest(LayerTest):
    """Layers deeper than a weight buffer."""

    test = "deep"

    async def body(self) -> None:
        """See the class."""
        for spec in deep(self.array):
            await self.run_spec(spec)


class PaperTest(LayerTest):
    """Layers of the paper's networks."""

    test = "paper"

    async def body(self) -> None:
        """See the class."""
        for spec in paper_layers():
            await self.run_spec(spec)


class RandomLayersTest(LayerTest):
    """Random legal layers, each under a random profile or none."""

    test = "random_layers"

    async def body(self) -> None:
        """See the class."""
        for spec, profile in self.draw():
            await self.run_spec(spec, profile)

    def draw(self) -> Iterator[tuple[LayerSpec, Profile]]:
        """The layers and their profiles."""
        ports = [port.name for port in self.binding.ports]
        choice = self.profiles or [Profile.parse(text, ports) for text in every(ports)]
        for i in range(self.config.random_layers):
            spec = random_layer(self.rng, self.array, f"random {i}")
            free = not self.profiles and bool(self.rng.random() < 0.5)
            yield spec, FREE if free else choice[int(self.rng.integers(len(choice)))]


def chosen_layers(model: Model, path: Path, names: tuple[str, ...]) -> list[Any]:
    """The layers of the model that run on the array, those named or numbered, or all.

    Raises:
        ConfigError: the model has no such layer at all, or none of a name that is asked for.
    """
    layers = [layer for layer in model.layers if layer.op in COMPUTED]
    if not layers:
        raise ConfigError(
            f"{path.name} has no convolution or dense layer, so nothing of it runs on the array: "
            "give a model that has one."
        )
    if not names:
        return layers
    known: dict[str, Any] = {layer.name: layer for layer in layers}
    known.update({str(i): layer for i, layer in enumerate(layers)})
    for name in names:
        if name not in known:
            raise ConfigError(
                f"{path.name} has no convolution or dense layer {name!r}; "
                f"these are, by name or number from 0: {', '.join(x.name for x in layers)}"
            )
    return [known[name] for name in names]
