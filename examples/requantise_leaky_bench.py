"""The bench of `requantise_leaky`: layers of a real network on a real image.

What goes in are the sums of its convolutions, what must come out are the tensors behind their
leaky ReLUs, both from the golden layers, which equal TFLite's bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden import load_model
from golden.layers.conv import Conv2D
from golden.layers.leaky_relu import LeakyReLU
from golden.networks.shipped import DIGITS, load_images
from golden.quant.fixed_point import quantize_multiplier
from golden.quant.requantise import Requantiser
from golden.quant.rounding import Rounding
from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Case,
    Field,
    Parameter,
    Port,
    Title,
    Values,
    level_input,
    stream,
    to_frame,
)
from tb.env.test import BenchTest
from tb.stimulus.profiles import NO_PROFILE

Array = NDArray[Any]
BEATS = 12
"""Length of a packet, but for those of whole layers."""
LAYERS = 2
"""Layers that are drawn at a time."""


@dataclass(frozen=True)
class Pair:
    """A convolution and the leaky ReLU behind it, with what they computed.

    Attributes:
        name: of the convolution.
        requantiser: of the convolution.
        leaky: the layer behind it.
        sums: int32 [pixels, channels], bias included.
        result: int8 [pixels, channels], behind the leaky ReLU.
    """

    name: str
    requantiser: Requantiser
    leaky: LeakyReLU
    sums: Array
    result: Array


@cache
def pairs() -> list[Pair]:
    """All of the network's, on one of its test images."""
    found: list[Pair] = []
    conv: Conv2D | None = None
    sums: Array = np.empty(0, np.int32)
    for step in load_model(DIGITS).steps(load_images(DIGITS)[0][:1]):
        layer = step.layer
        if isinstance(layer, Conv2D):
            sums = layer.accumulate(*step.inputs)
            conv = layer
        elif isinstance(layer, LeakyReLU) and conv is not None:
            stage, bias = conv.requantiser, 0 if conv.bias is None else conv.bias
            # The hardware rounds twice, as TFLite does behind a convolution.
            if isinstance(stage, Requantiser) and stage.rounding is Rounding.DOUBLE:
                (result,) = step.outputs.values()
                channels = sums.shape[-1]
                found.append(
                    Pair(
                        conv.name,
                        stage,
                        layer,
                        (sums + bias).reshape(-1, channels),
                        result.reshape(-1, channels),
                    )
                )
            conv = None
    return found


def ports(values: Values) -> list[Port]:
    """The ports; a beat's multipliers belong to the input."""
    multipliers = [
        Field("mantissas", "s_axis_mantissas", word=32, signed=True),
        Field("shifts", "s_axis_shifts", word=8, signed=True),
    ]
    layer = [
        Field("sum_zero_point", "sum_zero_point", word=8, signed=True),
        Field("out_zero_point", "out_zero_point", word=8, signed=True),
        Field("identity_mantissa", "identity_mantissa", word=32, signed=True),
        Field("identity_shift", "identity_shift", word=8, signed=True),
        Field("leak_mantissa", "leak_mantissa", word=32, signed=True),
        Field("leak_shift", "leak_shift", word=8, signed=True),
    ]
    return [
        stream("sums", "s_axis", SOURCE, word=32, extra=multipliers),
        level_input("layer", *layer),
        stream("words", "m_axis", SINK, word=8),
    ]


def case_of(pair: Pair, lanes: int, beats: slice) -> Case:
    """Some beats of a layer: `lanes` channels of a pixel each, channels innermost."""
    stage, leaky, pixels = pair.requantiser, pair.leaky, len(pair.sums)

    def laid(words: Array) -> Array:
        return np.broadcast_to(words, pair.sums.shape).reshape(-1, lanes)[beats]

    identity, leak = quantize_multiplier(leaky.identity), quantize_multiplier(leaky.leak)
    told: dict[str, Mapping[str, Array]] = {
        "sums": {
            "data": laid(pair.sums),
            "mantissas": laid(stage.mantissas),
            "shifts": laid(stage.shifts),
        },
        "layer": {
            "sum_zero_point": np.array([stage.zero_point]),
            "out_zero_point": np.array([leaky.output_zero_point]),
            "identity_mantissa": np.array([identity[0]]),
            "identity_shift": np.array([identity[1]]),
            "leak_mantissa": np.array([leak[0]]),
            "leak_shift": np.array([leak[1]]),
        },
        "words": {"data": laid(pair.result)},
    }
    by_name = {port.name: port for port in ports({})}
    frames = {
        name: [to_frame(f"{pair.name}/{name}", by_name[name], words)]
        for name, words in told.items()
    }
    count = frames["sums"][0].beats
    title = Title({"network": DIGITS.stem, "layer": pair.name}, label="layer")
    detail = f"{pixels} x {pair.sums.shape[1]}"
    return Case(pair.name, frames, title, clocks=count + 2, detail=detail)


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """A few beats of some layers."""
    lanes = values["Lanes"]
    for i in rng.permutation(len(pairs()))[:LAYERS]:
        pair = pairs()[i]
        start = int(rng.integers(0, pair.sums.size // lanes - BEATS))
        yield case_of(pair, lanes, slice(start, start + BEATS))


class NetworkTest(BenchTest):
    """Every sum of every convolution, nothing held back."""

    test = "network"

    async def body(self) -> None:
        """See the class."""
        for pair in pairs():
            case = case_of(pair, self.values["Lanes"], slice(None))
            await self.run_case(case, NO_PROFILE, self.rng)


BENCH = Bench(
    toplevel="requantise_leaky",
    meaning="requantisation and leaky ReLU behind a convolution",
    sources=["requantise_leaky.sv", "scale32.sv"],
    ports=ports,
    cases=cases,
    parameters=[Parameter("Lanes", 4, 1, 16, "channels of a beat: 1, 2, 4, 8 or 16")],
    tests=[NetworkTest],
    case_label="layer",
    quiet=16,
)
