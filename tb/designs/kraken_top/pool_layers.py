"""Pooling layers that the pool stage does alone: edges, corners, windows of any size."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.pooling import PoolStep, regions_of
from golden.layers.average_pool import AveragePool2D
from golden.layers.base import Layer
from golden.layers.geometry import Window
from golden.layers.max_pool import MaxPool2D
from golden.layers.mean import Mean
from tb.designs.kraken_top.draw import passing

SOURCE, RESULT = "x", "y"
"""Names of the tensors."""

Shape = tuple[int, ...]
Pooled = tuple[Layer, Shape]
"""A layer, and the shape of its input."""

SIZES = {"none": (2, 2, 4), "after": (2, 1, 3), "both": (3, 1, 4), "wide": (5, 5, 3)}
"""Kernel, stride and size of the image along an axis, by the edges that windows lie beyond."""


def step_of(layer: Layer, shape: Shape, params: AcceleratorParams) -> PoolStep | None:
    """The layer as a step of a network; None where the stage cannot do it.

    Args:
        layer: any, of one tensor.
        shape: of its input.
        params: the accelerator.
    """
    layer.inputs, layer.outputs = (SOURCE,), (RESULT,)
    regions = regions_of(layer, shape, params)
    if regions is None:
        return None
    result = layer.forward(np.zeros(shape, np.int8))
    assert isinstance(result, np.ndarray)
    return PoolStep(
        layers=(layer,),
        index=0,
        inputs=layer.inputs,
        outputs=layer.outputs,
        shapes={SOURCE: shape, RESULT: result.shape},
        params=params,
        stages=passing(params),
        regions=tuple(regions),
    )


def edges() -> Iterator[Pooled]:
    """Each way in which windows meet the edges: beyond none, one or both, and corners."""
    for rows, columns in product(SIZES, repeat=2):
        (kh, sh, h), (kw, sw, w) = SIZES[rows], SIZES[columns]
        window = Window((kh, kw), (sh, sw), padding="SAME")
        name = f"rows beyond {rows}, columns beyond {columns}"
        yield MaxPool2D(name=f"greatest, {name}", window=window), (1, h, w, 3)
        yield AveragePool2D(name=f"average, {name}", window=window), (1, h, w, 3)


def lying(params: AcceleratorParams) -> Iterator[Pooled]:
    """Windows higher than a beat, wider than may be open, with cells between them; means."""
    r, beats = params.array.rows, params.depth * params.array.out_channels
    for kernel, stride, shape in (
        ((r + 1, 2), (r + 1, 2), (1, 2 * r + 2, 4, 2)),
        ((2, 6), (1, 1), (1, 4, 8, 2)),
        ((1, 2), (3, 3), (2, 3 * r + 1, 8, 3)),
        ((2, 2), (2, 2), (1, 4, 4, beats + 1)),
    ):
        window = Window(kernel, stride)
        text = "x".join(map(str, (*kernel, *stride, *shape)))
        yield MaxPool2D(name=f"greatest {text}", window=window, low=-100, high=90), shape
        yield AveragePool2D(name=f"average {text}", window=window, low=-60, high=50), shape
    for axes in ((1,), (2,), (1, 2)):
        mean = Mean(
            name=f"mean over {axes}",
            axes=axes,
            keep_dims=False,
            multiplier=0.75,
            input_zero_point=-9,
            output_zero_point=4,
        )
        yield mean, (2, r + 1, 5, 4)


def any_layers(rng: np.random.Generator, count: int) -> Iterator[Pooled]:
    """Any windows over any image."""
    for i in range(count):
        kernel, stride = ((int(v), int(u)) for v, u in rng.integers(1, 5, (2, 2)))
        padding: Any = "SAME" if rng.random() < 0.6 else "VALID"
        h, w = (int(k + v) for k, v in zip(kernel, rng.integers(0, 8, 2), strict=True))
        kind = MaxPool2D if rng.random() < 0.5 else AveragePool2D
        low, high = sorted(int(v) for v in rng.integers(-128, 128, 2))
        window = Window(kernel, stride, padding=padding)
        layer = kind(name=f"random {i}", window=window, low=low, high=high)
        yield layer, (1, h, w, int(rng.integers(1, 9)))
