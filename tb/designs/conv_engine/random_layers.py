"""Random legal layers, sized for the running array."""

from __future__ import annotations

import numpy as np

from golden.kraken import ArrayParams
from golden.layers.geometry import Padding, extent
from tb.designs.conv_engine.spec import LayerSpec

LONGEST = 5_000
"""Clocks of the longest layer."""


def random_layer(
    rng: np.random.Generator, array: ArrayParams, name: str, longest: int = LONGEST
) -> LayerSpec:
    """Draw a layer of at most about `longest` clocks.

    One in six is dense, one in six needs more than one packet.
    """
    while True:
        spec = _draw(rng, array, name)
        if spec is not None and _clocks(spec, array) <= longest:
            return spec


def _draw(rng: np.random.Generator, array: ArrayParams, name: str) -> LayerSpec | None:
    zero_point = int(rng.integers(-128, 128))
    kind = rng.choice(["native", "native", "native", "native", "dense", "lowered"])
    if kind == "dense":
        rows, ci = int(rng.integers(1, 3 * array.rows)), int(rng.integers(1, 80))
        return LayerSpec.matrix(name, rows, ci, int(rng.integers(1, 2 * array.cols)), zero_point)
    lowered = kind == "lowered"
    over = 2 if lowered else 0
    kernel = (_size(rng, array.kh_max + over), _size(rng, array.kw_max + over))
    stride = (_size(rng, array.s_max), _size(rng, array.s_max))
    dilation = (_size(rng, 2), _size(rng, 2)) if lowered else (1, 1)
    groups = int(rng.choice([1, 2, 3])) if lowered else 1
    ci = groups * int(rng.integers(1, 7))
    h, w = int(rng.integers(1, 3 * array.rows)), int(rng.integers(1, 16))
    pad = _padding(rng, kernel)
    spans = [extent(k, d) for k, d in zip(kernel, dilation, strict=True)]
    before = pad if isinstance(pad, tuple) else (0, 0, 0, 0)
    fits = h + before[0] + before[1] >= spans[0] and w + before[2] + before[3] >= spans[1]
    if pad != "SAME" and not fits:
        return None
    return LayerSpec(
        name,
        h,
        w,
        ci,
        groups * int(rng.integers(1, 2 * array.cols // groups + 2)),
        kernel,
        stride,
        dilation,
        pad,
        groups,
        n=int(rng.integers(1, 3)),
        x_zp=zero_point,
        extreme=bool(rng.random() < 0.1),
    )


def _size(rng: np.random.Generator, greatest: int) -> int:
    """A size from 1 on in which small ones are likelier."""
    return int(min(rng.geometric(0.35), greatest))


def _padding(rng: np.random.Generator, kernel: tuple[int, int]) -> Padding:
    kind = rng.choice(["SAME", "VALID", "edges"])
    if kind == "SAME":
        return "SAME"
    if kind == "VALID":
        return "VALID"
    top, bottom = (int(v) for v in rng.integers(0, kernel[0], 2))
    left, right = (int(v) for v in rng.integers(0, kernel[1], 2))
    return top, bottom, left, right


def _clocks(spec: LayerSpec, array: ArrayParams) -> int:
    """About the clocks that the layer takes."""
    if spec.dense:
        return -(-spec.h // array.rows) * -(-spec.co // array.cols) * spec.ci
    groups = max(array.cols // (spec.kernel[1] + spec.stride[1] - 1), 1)
    iterations = -(-spec.co // (spec.stride[1] * groups * spec.groups)) * spec.groups
    blocks = -(-spec.h // (spec.stride[0] * array.rows))
    taps = spec.kernel[0] * max(spec.ci // spec.groups, 1)
    return spec.n * iterations * blocks * spec.w * taps
