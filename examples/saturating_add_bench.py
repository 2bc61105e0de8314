"""The bench of `saturating_add`: a block of levels, without a clock."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tb.bench import (
    Arrays,
    Bench,
    Field,
    Parameter,
    Port,
    Values,
    level_input,
    level_output,
    random_words,
)


def ports(values: Values) -> list[Port]:
    """Two numbers in, their sum and a flag out in the same instant."""
    width = values["Width"]
    return [
        level_input(
            "in", Field("a", "a", word=width, signed=True), Field("b", "b", word=width, signed=True)
        ),
        level_output(
            "out",
            "in",
            0,
            Field("sum", "sum", word=width, signed=True),
            Field("saturated", "saturated"),
        ),
    ]


def golden(inputs: Any, values: Values) -> Arrays:
    """The sum between the least and the greatest word."""
    exact = inputs["in"]["a"] + inputs["in"]["b"]
    most = 2 ** (values["Width"] - 1) - 1
    clipped = np.clip(exact, -most - 1, most)
    return {"out": {"sum": clipped, "saturated": clipped != exact}}


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """Random pairs, extremes among them."""
    width = values["Width"]
    yield {"in": {name: random_words(rng, 200, 1, width) for name in ("a", "b")}}


BENCH = Bench(
    toplevel="saturating_add",
    meaning="sum of two words that does not overflow",
    sources=["saturating_add.sv"],
    ports=ports,
    clock=None,
    reset=None,
    parameters=[Parameter("Width", 8, least=2, greatest=32)],
    golden=golden,
    stimulus=stimulus,
)
