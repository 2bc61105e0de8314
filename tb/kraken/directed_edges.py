"""Directed layers at the edges of images and of parts: padding, strides, remainders, shares."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from golden.kraken import ALONE, ArrayParams, Sharing
from tb.kraken.spec import LayerSpec

KERNEL = 3
"""Rows and columns of the kernels of this file."""


def per_iteration(array: ArrayParams, kernel: int, stride: int) -> int:
    """Output channels of one iteration."""
    return max(stride * (array.cols // (kernel + stride - 1)), 1)


def around(size: int) -> tuple[int, ...]:
    """A whole part, and parts behind it of one, of all but one and of two."""
    return tuple(sorted({size, size + 1, 2 * size - 1, size + 2}))


def padding(array: ArrayParams) -> Iterator[LayerSpec]:
    """Each edge from 0 to K - 1, above and below also K, SAME with an odd cell, VALID with a rest.

    Rows and columns take all their combinations.
    """
    if array.cols < KERNEL + 1:
        return
    size = (KERNEL, KERNEL)
    for i, (top, bottom) in enumerate(product(range(KERNEL + 1), repeat=2)):
        pads = (top, bottom, *divmod(i % KERNEL**2, KERNEL))
        name = "padding " + " ".join(map(str, pads))
        yield LayerSpec(name, max(array.rows + 1, KERNEL), 4, 2, 4, size, pad=pads)
        yield LayerSpec(f"{name} stride 2", 7, 6, 2, 4, size, (2, 2), pad=pads)
    yield LayerSpec("padding beyond both edges", 4, 3, 1, 3, (4, 4), pad=(3, 3, 3, 3))
    yield LayerSpec("same with 0 before and 1 after", 8, 8, 2, 4, size, (2, 2), pad="SAME")
    for w in (7, 8, 9, 10):
        yield LayerSpec(f"valid with {w} columns stride 3", 7, w, 2, 4, (2, 2), (3, 3))


def phases(array: ArrayParams) -> Iterator[LayerSpec]:
    """Each phase of the first column, with the last window at, before and beyond the edge."""
    stride = min(KERNEL, array.s_max)
    if KERNEL + stride - 1 > array.cols:
        return
    for left, rest in product(range(stride), range(-1, 2)):
        w = 2 * stride + KERNEL - left + rest
        pads = (0, 0, left, int(rest < 0))
        name = f"{left} columns of padding, {w} columns, stride {stride}"
        yield LayerSpec(name, 4, w, 2, 4, (KERNEL, KERNEL), (stride, stride), pad=pads)


def remainders(array: ArrayParams) -> Iterator[LayerSpec]:
    """Rows of the last block and channels of the last iteration, each with each."""
    one = per_iteration(array, 1, 1)
    for rows, co in product(around(array.rows), around(one)):
        name, pads = f"{rows} rows, {co} channels", (1, 0, 0, 0)
        spec = LayerSpec(name, rows, 3, 2, co, (2, 1), pad=pads, sharing=ALONE)
        if spec.fits(array):
            yield spec


def shares(array: ArrayParams) -> Iterator[LayerSpec]:
    """Shares of one group and of two, with each remainder of rows."""
    if array.pixel_buses == 1:
        return
    for groups, rows in product((1, 2), around(array.rows)):
        name = f"shares of {groups} groups, {rows} rows"
        spec = LayerSpec(name, rows, 4, 4, 6, (1, 2), pad="SAME", groups=groups, sharing=Sharing(2))
        if spec.fits(array):
            yield spec


def single_beats(array: ArrayParams) -> Iterator[LayerSpec]:
    """Streams of one beat behind the header, each with one and with more on the others."""
    wide, tall = min(KERNEL, array.cols), min(KERNEL, array.kh_max)
    several = array.out_channels + 1
    yield LayerSpec("one of everything", 1, 1, 1, 1)
    yield LayerSpec("one pixel, all cores", 1, 1, 1, array.cols)
    yield LayerSpec("one column of one block", array.rows, 1, 1, 1)
    yield LayerSpec("one output of a whole window", KERNEL, wide, 1, 1, (KERNEL, wide))
    yield LayerSpec("one load, several weights", tall, 1, 1, 1, (tall, 1))
    yield LayerSpec("one load, several weights and sums", tall, 1, 1, several, (tall, 1))
    yield LayerSpec("one row of weights, one sum", 1, wide, 1, 1, (1, wide))
