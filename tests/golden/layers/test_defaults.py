"""A layer that is told only what it must is what TFLite makes of an operator without options."""

from __future__ import annotations

from dataclasses import MISSING, fields

import numpy as np
import pytest

from golden.layers.base import Layer
from golden.reference import ReferenceModel
from tests.golden.minting import Case, T, constant, mint, model_of, options
from tests.golden.strategies import all_values, data

GRID = (1, 16, 16, 1)
VALUES = all_values().reshape(GRID)
PLATEAUS = (
    np.clip(np.sort(VALUES, axis=None).astype(int) * 2, -128, 127).astype(np.int8).reshape(GRID)
)
"""Whole windows of the least and of the greatest value."""
POOL = options("Pool2DOptions", padding=1, strideW=1, strideH=1, filterWidth=2, filterHeight=2)
RESIZED_IN = [T(GRID, 0.5, 1), constant((7, 23))]
RESIZED_OUT = [T((1, 7, 23, 1), 0.5, 1)]
CASES = [
    Case(
        "ADD",
        [T(GRID, 0.5), T(GRID, 0.4, 3)],
        [T(GRID, 0.25, 1)],
        options("AddOptions"),
        (VALUES, VALUES),
    ),
    Case(
        "AVERAGE_POOL_2D",
        [T(GRID, 0.5)],
        [T((1, 15, 15, 1), 0.5)],
        POOL,
        (PLATEAUS,),
    ),
    Case(
        "MAX_POOL_2D",
        [T(GRID, 0.5)],
        [T((1, 15, 15, 1), 0.5)],
        POOL,
        (PLATEAUS,),
        2,
    ),
    Case(
        "BATCH_MATMUL",
        [T((4, 4), 0.5, 3), T((4, 4), 0.5, -5)],
        [T((4, 4), 40.0)],
        options("BatchMatMulOptions"),
        (data(1, (4, 4)), data(2, (4, 4))),
        2,
    ),
    Case(
        "HARD_SWISH", [T(GRID, 0.5)], [T(GRID, 0.005, -100)], options("HardSwishOptions"), (VALUES,)
    ),
    Case(
        "LEAKY_RELU",
        [T(GRID, 0.5)],
        [T(GRID, 0.1, 1)],
        options("LeakyReluOptions", alpha=0.5),
        (VALUES,),
    ),
    Case("LOGISTIC", [T(GRID, 0.5)], [T(GRID, 1 / 256, -128)], None, (VALUES,), 2),
    Case(
        "RESIZE_NEAREST_NEIGHBOR",
        RESIZED_IN,
        RESIZED_OUT,
        options("ResizeNearestNeighborOptions"),
        (VALUES,),
        3,
    ),
    Case(
        "RESIZE_BILINEAR", RESIZED_IN, RESIZED_OUT, options("ResizeBilinearOptions"), (VALUES,), 3
    ),
]


def told_the_least(layer: Layer) -> Layer:
    """The same layer with everything left out that may be."""
    needed = [
        field.name
        for field in fields(layer)
        if field.init and field.default is MISSING and field.default_factory is MISSING
    ]
    assert len(needed) < len([field for field in fields(layer) if field.init])
    return type(layer)(**{name: getattr(layer, name) for name in needed})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.op)
def test_equals_reference_kernel(case: Case) -> None:
    content = mint(case.op, case.inputs, case.outputs, case.opts, case.version)
    (layer,) = model_of(content).layers
    (expected,) = ReferenceModel(content).run(*case.arrays)
    np.testing.assert_array_equal(told_the_least(layer).forward(*case.arrays), expected)
    if expected.size > 16 and case.op not in ("RESIZE_NEAREST_NEIGHBOR", "RESIZE_BILINEAR"):
        assert expected.max() == 127, "the bounds must show"
