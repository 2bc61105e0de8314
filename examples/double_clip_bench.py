"""The bench of `double_clip`, which names its two parts: a fault is located in one of them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tb.bench import (
    SINK,
    SOURCE,
    Arrays,
    Bench,
    Parameter,
    Part,
    Port,
    Values,
    random_words,
    stream,
)


def streams(bits_in: int, bits_out: int) -> list[Port]:
    """A stream in and a stream out with words of so many bits."""
    return [
        stream("in", "s_axis", SOURCE, word=bits_in),
        stream("out", "m_axis", SINK, word=bits_out),
    ]


def doubled(inputs: Any, values: Values) -> Arrays:
    """What the first part makes of its input."""
    return {"out": 2 * inputs["in"]}


def clipped(inputs: Any, values: Values) -> Arrays:
    """What the second part makes of its input."""
    most = 2 ** (values["Bits"] - 1) - 1
    return {"out": np.clip(inputs["in"], -most - 1, most)}


def golden(inputs: Any, values: Values) -> Arrays:
    """What both make together."""
    return clipped({"in": doubled(inputs, values)["out"]}, values)


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """Packets of random words, extremes among them."""
    for beats in (1, 7, 60):
        yield {"in": random_words(rng, beats, values["Lanes"], values["Bits"])}


LANES, BITS = Parameter("Lanes", 2, 1, 64), Parameter("Bits", 8, 2, 32)

DOUBLE = Bench(
    toplevel="double_words",
    sources=["double_words.sv"],
    ports=lambda values: streams(values["Bits"], values["Bits"] + 1),
    parameters=[LANES, BITS],
    golden=doubled,
)
CLIP = Bench(
    toplevel="clip_words",
    sources=["clip_words.sv"],
    ports=lambda values: streams(values["InBits"], values["Bits"]),
    parameters=[LANES, Parameter("InBits", 9, 2, 33), BITS],
    golden=clipped,
)
BENCH = Bench(
    toplevel="double_clip",
    meaning="words doubled and held within a word",
    sources=["double_words.sv", "clip_words.sv", "double_clip.sv"],
    ports=lambda values: streams(values["Bits"], values["Bits"]),
    parameters=[LANES, BITS],
    golden=golden,
    stimulus=stimulus,
    parts=[
        Part("u_double", DOUBLE),
        Part("u_clip", CLIP, lambda values: {**values, "InBits": values["Bits"] + 1}),
    ],
)
