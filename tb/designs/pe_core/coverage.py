"""What is counted of the work of one core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.streams.words import unpack_words
from tb.coverage.model import Values
from tb.kraken.coverage.features import Feature, crossing, group_of
from tb.kraken.coverage.signals import LIMITS, given, limits, signal
from tb.kraken.steps import Ints

CONTROL = (
    signal("step", "a product is added"),
    signal("restart", "a sum begins"),
    signal("hand_over", "a sum comes from the core to the left"),
    signal("capture", "the sum is kept"),
)
CROSSES = (
    crossing(
        CONTROL,
        "together",
        ("step", "restart", "hand_over", "capture"),
        "what counts where several are high",
    ),
)


@dataclass(frozen=True, eq=False)
class Products:
    """What is multiplied in the steps of a case.

    Attributes:
        pixels: int64 [steps, R], of the bus that the core is on.
        weight: int64 [steps, 1].
        values: parameters.
    """

    pixels: Ints
    weight: Ints
    values: Values


def _products(case: Any, before: Any, values: Values) -> Iterator[Products]:
    for told in given(case, before, values):
        body, clocks = told.frame.body, told.frame.beats
        shape = (clocks, values["Buses"], values["Rows"])
        pixels = unpack_words(body["pixels"], shape[1] * shape[2], values["XWidth"]).reshape(shape)
        weight = unpack_words(body["weight"], 1, values["KWidth"])
        steps = told.bit("step")
        chosen = pixels[np.arange(clocks), body["bus"][:, 0]]
        if steps.any():
            yield Products(chosen[steps], weight[steps], values)


PRODUCTS: tuple[Feature[Products], ...] = (
    Feature("pixel", "as the core has it", LIMITS, lambda p: limits(p.pixels, p.values["XWidth"])),
    Feature("weight", "of the core", LIMITS, lambda p: limits(p.weight, p.values["KWidth"])),
)
PRODUCT_CROSSES = (
    crossing(PRODUCTS, "product", ("pixel", "weight"), "products of all signs and of both ends"),
)
GROUPS = (
    group_of("control", "what a core is told in a clock", CONTROL, given, CROSSES),
    group_of("products", "what a core multiplies", PRODUCTS, _products, PRODUCT_CROSSES),
)
