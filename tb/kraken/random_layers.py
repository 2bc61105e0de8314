"""Random legal layers, sized for the running array."""

from __future__ import annotations

import numpy as np

from golden.kraken import ArrayParams, Sharing, Tiling
from golden.layers.geometry import Padding, extent
from tb.kraken.spec import LayerSpec

LONGEST = 5_000
"""Clocks of the longest layer."""


def random_layer(
    rng: np.random.Generator, array: ArrayParams, name: str, longest: int = LONGEST
) -> LayerSpec:
    """Draw a layer of at most about `longest` clocks.

    Of eight one is dense, one is depthwise, one shares buses at random where the array has several,
    and one needs another shape or several packets.
    """
    kinds = ["native"] * 4 + ["dense", "depthwise", "lowered", "shared"]
    while True:
        kind = str(rng.choice(kinds))
        if kind == "shared" and array.pixel_buses > 1:
            spec = _shared(rng, array, name)
        else:
            spec = _draw(rng, array, name, kind)
        if spec is not None and _clocks(spec, array) <= longest:
            return spec


def _draw(rng: np.random.Generator, array: ArrayParams, name: str, kind: str) -> LayerSpec | None:
    zero_point = int(rng.integers(-128, 128))
    if kind == "dense":
        rows, ci = int(rng.integers(1, 3 * array.rows)), int(rng.integers(1, 80))
        return LayerSpec.matrix(name, rows, ci, int(rng.integers(1, 2 * array.cols)), zero_point)
    lowered = kind == "lowered"
    over = 2 if lowered else 0
    kernel = (_size(rng, array.kh_max + over), _size(rng, array.kw_max + over))
    stride = (_size(rng, array.s_max), _size(rng, array.s_max))
    dilation = (_size(rng, 2), _size(rng, 2)) if lowered else (1, 1)
    groups = int(rng.choice([1, 2, 3])) if lowered else 1
    if kind == "depthwise":
        groups = int(rng.integers(1, array.cols + 2))
    depth, most = (1, 2) if kind == "depthwise" else (int(rng.integers(1, 7)), 2 * array.cols)
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
        groups * depth,
        groups * int(rng.integers(1, most // groups + 2)),
        kernel,
        stride,
        dilation,
        pad,
        groups,
        n=int(rng.integers(1, 3)),
        depthwise=kind == "depthwise",
        x_zp=zero_point,
        extreme=bool(rng.random() < 0.1),
    )


def _shared(rng: np.random.Generator, array: ArrayParams, name: str) -> LayerSpec | None:
    """One packet whose cores share the buses, by groups or by blocks of rows on one another."""
    kernel = (_size(rng, array.kh_max), _size(rng, array.kw_max))
    stride = (_size(rng, array.s_max), _size(rng, array.s_max))
    width = kernel[1] + stride[1] - 1
    if width > array.cols:
        return None
    groups, stack = int(rng.integers(2, 12)), int(rng.integers(2, 7))
    if rng.random() < 0.5:
        stack, stacks = 0, int(rng.integers(1, 3))
        channels = (groups * _size(rng, 3), groups * _size(rng, 3))
    else:
        groups, stacks = 1, stack * _size(rng, 2)
        channels = (_size(rng, 4), stride[1] * int(rng.integers(1, array.cols // width + 2)))
    rows = stacks * array.rows - int(rng.integers(array.rows))
    top, bottom = (int(v) for v in rng.integers(0, kernel[0], 2))
    left, right = (int(v) for v in rng.integers(0, kernel[1], 2))
    h = (rows - 1) * stride[0] + kernel[0] - top - bottom
    spec = LayerSpec(
        name,
        max(h, 1),
        kernel[1] + int(rng.integers(0, 6)),
        *channels,
        kernel,
        stride,
        pad=(top, bottom, left, right),
        groups=groups,
        n=_size(rng, 2),
        x_zp=int(rng.integers(-128, 128)),
        sharing=Sharing(int(rng.integers(2, array.pixel_buses + 1)), stack),
    )
    return spec if spec.fits(array) else None


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
    if spec.sharing is not None:
        return Tiling(spec.shape, array, spec.sharing).q
    if spec.dense:
        return -(-spec.h // array.rows) * -(-spec.co // array.cols) * spec.ci
    groups = max(array.cols // (spec.kernel[1] + spec.stride[1] - 1), 1)
    iterations = -(-spec.co // (spec.stride[1] * groups))
    blocks = -(-spec.h // (spec.stride[0] * array.rows))
    taps = spec.kernel[0] * max(spec.ci // spec.groups, 1)
    if spec.groups > 1:
        # An iteration takes the input channels of all its groups, or a group is done by itself.
        taps *= min(spec.groups, spec.stride[1] * groups)
    return spec.n * iterations * blocks * spec.w * taps
