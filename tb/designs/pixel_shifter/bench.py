"""The bench of `pixel_shifter`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import ArrayParams
from tb.bench import (
    Bench,
    Case,
    Field,
    Parameter,
    ParameterError,
    Port,
    Values,
    level_input,
    level_output,
)
from tb.designs.conv_engine.array import RTL
from tb.designs.conv_engine.places import PlacedContext
from tb.designs.conv_engine.random_layers import random_layer
from tb.designs.conv_engine.spec import LayerSpec
from tb.designs.conv_engine.steps import packets_of
from tb.designs.pixel_shifter.case import shifter_case

LAYERS = 40
"""Random layers."""
LONGEST = 400
"""Steps of the longest of them, about."""
KERNEL_ROWS = 15
"""Of the tallest kernel that the engine may be built for."""


def derive(values: dict[str, int]) -> dict[str, int]:
    """The parameters as they are.

    Raises:
        ParameterError: no engine has such a shifter.
    """
    rows, words = values["Rows"], values["Words"]
    if not rows <= words < rows + KERNEL_ROWS:
        raise ParameterError(
            f"Words is {words}, but a set for {rows} rows has {rows} to {rows + KERNEL_ROWS - 1}"
        )
    return values


def array_of(values: Values) -> ArrayParams:
    """An engine with such a shifter; its cores and weights do not matter."""
    rows, words = values["Rows"], values["Words"]
    return ArrayParams(
        rows=rows, cols=8, x_width=values["XWidth"], kh_max=words - rows + 1, kw_max=3
    )


def ports(values: Values) -> tuple[Port, ...]:
    """What goes in each clock, and the pixels one clock later."""
    word = values["XWidth"]
    return (
        level_input(
            "in",
            Field("load", "load"),
            Field("shift", "shift"),
            Field("words", "words", word, signed=True),
            Field("keep", "keep"),
            Field("zero_point", "zero_point", word, signed=True),
        ),
        level_output("pixels", "in", 1, Field("pixels", "pixels", word + 1, signed=True)),
    )


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """Layers at the ends of the ranges, then random ones."""
    array = array_of(values)
    for spec in (*_ends(array), *_drawn(rng, array)):
        yield shifter_case(rng, spec.name, packets_of(rng, array, spec))


def _ends(array: ArrayParams) -> Iterator[LayerSpec]:
    """The tallest kernel with every stride, and operands and zero points at their ends."""
    tall, rows = array.kh_max, array.rows
    size, edges = (tall, 1), (tall - 1, tall - 1, 0, 0)
    for stride in range(1, array.s_max + 1):
        h = max(stride * rows + 1 - tall, 1)
        name = f"kernel {tall}x1 stride {stride}"
        yield LayerSpec(name, h, 2, 2, 1, size, (stride, 1), pad=edges, x_zp=7 * stride)
    half = 1 << (min(array.x_width, 8) - 1)
    for x_zp in (-half, -1, 0, half - 1):
        name = f"extreme operands zero point {x_zp}"
        yield LayerSpec(name, rows + 1, 2, 2, 1, size, pad=edges, x_zp=x_zp, extreme=True)


def _drawn(rng: np.random.Generator, array: ArrayParams) -> Iterator[LayerSpec]:
    for i in range(LAYERS):
        yield random_layer(rng, array, f"layer {i}", LONGEST)


BENCH = Bench(
    toplevel="pixel_shifter",
    meaning="pixel rows less the zero point, slid past the array",
    sources=[RTL / "pixel_shifter.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(
        Parameter("Rows", 7, 1, 255, "rows of the array"),
        Parameter("Words", 17, 1, 269, "words of the largest set"),
        Parameter("XWidth", 8, 2, 16, "bits of a pixel"),
    ),
    derive=derive,
    context=PlacedContext.of,
    quiet=8,
    lint=(
        {},
        {"Rows": 1, "Words": 1, "XWidth": 2},
        {"Rows": 4, "Words": 4},
        {"Rows": 3, "Words": 17, "XWidth": 16},
    ),
)
