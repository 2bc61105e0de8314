"""Shapes at which such engines break, picked around the size of the running array.

Each group names one weak spot; a shape is as small as it can be and still reach it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from golden.kraken import ArrayParams, Sharing
from golden.layers.geometry import Padding
from tb.kraken.directed_edges import (
    padding,
    per_iteration,
    phases,
    remainders,
    shares,
    single_beats,
)
from tb.kraken.spec import LayerSpec

KERNELS_AND_STRIDES = (
    ((1, 1), (1, 1)),
    ((1, 1), (2, 2)),
    ((2, 2), (1, 1)),
    ((2, 2), (2, 2)),
    ((2, 2), (3, 3)),
    ((3, 3), (1, 1)),
    ((3, 3), (2, 2)),
    ((4, 4), (1, 1)),
    ((4, 4), (3, 3)),
    ((5, 5), (1, 1)),
    ((5, 5), (3, 3)),
    ((6, 6), (2, 2)),
    ((7, 7), (2, 2)),
    ((11, 11), (4, 4)),
    ((3, 5), (1, 1)),
    ((5, 2), (1, 1)),
    ((1, 7), (1, 1)),
    ((7, 1), (1, 1)),
    ((3, 3), (1, 2)),
    ((3, 3), (2, 1)),
    ((4, 3), (3, 2)),
    ((2, 5), (4, 3)),
    ((1, 2), (3, 1)),
    ((2, 1), (1, 3)),
    ((1, 2), (4, 1)),
    ((2, 1), (1, 4)),
)
"""Square and not, odd and even, strides below, equal to and above the kernel."""

SQUARES = tuple(
    ((kernel, kernel), (stride, stride)) for kernel in range(1, 9) for stride in range(1, 5)
)
"""The others of all small kernels with all small strides, to see each once."""


def directed(array: ArrayParams) -> Iterator[LayerSpec]:
    """Every directed layer for this array."""
    for group in (
        _kernels,
        _rows,
        _channels,
        _widths,
        padding,
        phases,
        remainders,
        shares,
        single_beats,
        _input_channels,
        _values,
        _matrices,
        _bounds,
        _lowered,
        _groups,
        _stacks,
        _unequal,
    ):
        yield from group(array)


def _kernels(array: ArrayParams) -> Iterator[LayerSpec]:
    """(K, S) pairs; the number of cores is no multiple of the group for most of them."""
    for (kh, kw), (sh, sw) in KERNELS_AND_STRIDES:
        if max(kh, kw, sh, sw) > max(array.cols, kh, kw) or kw + sw - 1 > array.cols:
            continue
        co = per_iteration(array, kw, sw) + 1
        h, w = kh + sh * array.rows, kw + 3 * sw
        name = f"kernel {kh}x{kw} stride {sh}x{sw}"
        yield LayerSpec(f"{name} same", h, w, 2, co, (kh, kw), (sh, sw), pad="SAME")
        yield LayerSpec(f"{name} valid", h, w + sw - 1, 2, co, (kh, kw), (sh, sw))
    for i, (kernel, stride) in enumerate(SQUARES):
        if (kernel, stride) in KERNELS_AND_STRIDES or kernel[1] + stride[1] - 1 > array.cols:
            continue
        name = f"kernel {kernel[0]} stride {stride[0]}"
        pad: Padding = "SAME" if i % 2 else "VALID"
        yield LayerSpec(name, kernel[0] + stride[0], kernel[1] + 2, 1, 2, kernel, stride, pad=pad)


def _rows(array: ArrayParams) -> Iterator[LayerSpec]:
    """Output rows around multiples of R, and prime."""
    r = array.rows
    for rows in sorted({1, 2, r - 1, r, r + 1, 2 * r - 1, 2 * r, 2 * r + 1, 13} - {0}):
        yield LayerSpec(f"{rows} output rows", rows, 3, 1, 3, (3, 3), pad="SAME")
        h = 2 * rows
        yield LayerSpec(f"{rows} output rows stride 2", h, 4, 1, 3, (3, 3), (2, 2), pad="SAME")


def _channels(array: ArrayParams) -> Iterator[LayerSpec]:
    """Output channels around multiples of an iteration's and of a beat's."""
    for kernel, stride in ((1, 1), (3, 1), (3, 2)):
        if kernel + stride - 1 > array.cols:
            continue
        one, beat = per_iteration(array, kernel, stride), array.out_channels
        for co in sorted({1, beat, beat + 1, one - 1, one, one + 1, 2 * one + 1} - {0}):
            yield LayerSpec(
                f"{co} output channels kernel {kernel} stride {stride}",
                array.rows,
                4,
                2,
                co,
                (kernel, kernel),
                (stride, stride),
                pad="SAME",
            )


def _widths(array: ArrayParams) -> Iterator[LayerSpec]:
    """Images as narrow as the kernel allows, where every core finishes at the right edge.

    Those narrower than the stride leave weight rows unused, over three iterations, so that each
    weight buffer is filled again after it.
    """
    for kernel, stride in ((3, 1), (5, 1), (5, 2), (7, 3)):
        if kernel + stride - 1 > array.cols:
            continue
        for w in sorted({1, 2, kernel // 2 + 1, kernel - 1, kernel, kernel + 1}):
            name = f"{w} columns kernel {kernel} stride {stride}"
            size, steps = (kernel, kernel), (stride, stride)
            co = 2 * per_iteration(array, kernel, stride) + 1 if w < stride else 5
            n = 1 if w < stride else 2
            yield LayerSpec(name, 3, w, 2, co, size, steps, pad="SAME", n=n)


def _input_channels(array: ArrayParams) -> Iterator[LayerSpec]:
    """One, two and three input channels, where columns follow each other fastest."""
    for ci in (1, 2, 3):
        for kernel in (1, 3):
            if kernel <= array.cols:
                name = f"{ci} input channels kernel {kernel}"
                size = (kernel, kernel)
                yield LayerSpec(name, array.rows + 2, 5, ci, 6, size, pad="SAME", n=2)


def _values(array: ArrayParams) -> Iterator[LayerSpec]:
    """Zero points and operands at the ends of their ranges."""
    kernel = (min(3, array.cols),) * 2
    for x_zp in (-128, -1, 0, 127):
        yield LayerSpec(f"zero point {x_zp}", 5, 5, 3, 5, kernel, pad="SAME", x_zp=x_zp)
        name = f"extreme operands zero point {x_zp}"
        yield LayerSpec(name, 5, 5, 8, 5, kernel, pad="SAME", x_zp=x_zp, extreme=True)


def _matrices(array: ArrayParams) -> Iterator[LayerSpec]:
    """Dense layers around the array's size."""
    r, c = array.rows, array.cols
    for m in sorted({1, r - 1, r, r + 1, 2 * r + 1} - {0}):
        yield LayerSpec.matrix(f"dense {m} rows", m, 17, c + 1)
    for co in sorted({1, c - 1, c, c + 1} - {0}):
        yield LayerSpec.matrix(f"dense {co} outputs", r, 5, co)


def _bounds(array: ArrayParams) -> Iterator[LayerSpec]:
    """Output bound layers, and a weight buffer filled to its last row."""
    r = array.rows
    yield LayerSpec("output bound", r, 6, 1, array.cols)
    yield LayerSpec(
        "output bound at the right edge", r, 6, 1, 5, (1, min(3, array.cols)), pad="SAME"
    )
    for kernel, stride in ((1, 1), (3, 1), (3, 2)):
        ci = array.weight_depth // (kernel * stride)
        if ci and kernel + stride - 1 <= array.cols:
            name = f"weight buffer full kernel {kernel} stride {stride}"
            size, steps = (kernel, kernel), (stride, stride)
            yield LayerSpec(name, 1, 2, ci, 3, size, steps, pad="SAME")


def _lowered(array: ArrayParams) -> Iterator[LayerSpec]:
    """Layers that take several packets or another shape: groups, depthwise, dilation, too large."""
    r = array.rows
    yield LayerSpec("two groups", r, 4, 4, 6, (3, 3), pad="SAME", groups=2)
    yield LayerSpec("depthwise", r, 4, 3, 6, (3, 3), pad="SAME", depthwise=True)
    for dilation in ((2, 2), (2, 1), (1, 2)):
        name = f"dilation {dilation[0]}x{dilation[1]}"
        yield LayerSpec(name, r + 2, 5, 2, 4, (3, 3), dilation=dilation, pad="SAME")
    tall = array.kh_max + 1
    yield LayerSpec("kernel above the maximum", tall + 1, 3, 1, 3, (tall, 2), pad="SAME")
    wide = array.kw_max + 1
    yield LayerSpec("kernel wider than the maximum", 3, wide + 1, 1, 3, (2, wide), pad="SAME")
    fast = array.s_max + 1
    yield LayerSpec("stride above the maximum", 2 * fast, 2 * fast, 2, 3, (2, 2), (fast, fast))
    if array.kw_max + array.s_max - 1 > array.cols:
        size, steps = (1, array.kw_max), (1, array.s_max)
        yield LayerSpec("group wider than the array", 2, array.kw_max + 1, 1, 2, size, steps)


def _groups(array: ArrayParams) -> Iterator[LayerSpec]:
    """Groups of channels in one packet, on each number of buses.

    Their numbers lie around what an iteration holds: more than that, a last iteration of one
    channel, groups that two iterations or two buses share.
    """
    for kernel, stride in ((1, 1), (3, 1), (3, 2)):
        if kernel + stride - 1 > array.cols:
            continue
        places, size = per_iteration(array, kernel, stride), (kernel, kernel)
        for depth, each in ((1, 1), (1, 2), (2, 1), (3, 3)) if kernel == 3 else ((1, 1),):
            counts = {2, places // each + 1} if depth < 3 else {2, 3}
            for groups in sorted(count for count in counts if count > 1):
                for sets in range(1, array.pixel_buses + 1):
                    spec = LayerSpec(
                        f"{groups} groups {depth} to {each} on {sets} buses kernel {kernel} "
                        f"stride {stride}",
                        array.rows + 1 if depth == 1 else array.rows,
                        kernel + stride,
                        groups * depth,
                        groups * each,
                        size,
                        (stride, stride),
                        pad="SAME",
                        groups=groups,
                        depthwise=depth == 1,
                        sharing=Sharing(sets),
                    )
                    if spec.fits(array):
                        yield spec


def _unequal(array: ArrayParams) -> Iterator[LayerSpec]:
    """Groups of channels on two buses of which one has more cores, over two iterations.

    Shares that are equal would be the same if they moved, as those of a stack do.
    """
    if array.pixel_buses == 1:
        return
    sizes = product(range(1, min(array.kh_max, array.kw_max) + 1), range(1, array.s_max + 1))
    for kernel, stride in sizes:
        parts = array.cols // (kernel + stride - 1)
        if parts < 2 or parts % 2 == 0:
            continue
        groups = 2 * per_iteration(array, kernel, stride)
        spec = LayerSpec(
            f"{groups} groups on unequal shares of {parts} parts",
            array.rows,
            kernel + stride,
            groups,
            groups,
            (kernel, kernel),
            (stride, stride),
            pad="SAME",
            groups=groups,
            depthwise=True,
            sharing=Sharing(2),
        )
        if spec.fits(array):
            yield spec
            return


STACKS = ((2, 1, 0), (3, 2, 1), (4, 1, 2))
"""Blocks of a stack, stacks of an image, and rows that the last block lacks."""


def _stacks(array: ArrayParams) -> Iterator[LayerSpec]:
    """Blocks of rows on one another, on as many buses as they need and on all there are.

    Channels of a block lie around those of an iteration and its parts: then bounds of shares lie
    within iterations, on their edges, or an iteration begins several blocks behind the one before.
    C_o is a multiple of the stride only. The last block has all rows or not.
    """
    r = array.rows
    kernels = (((1, 1), (1, 1)), ((3, 3), (1, 1)), ((3, 3), (2, 2)), ((1, 2), (2, 3)))
    for turn, ((kh, kw), (sh, sw)) in enumerate(kernels):
        if kw + sw - 1 > array.cols:
            continue
        groups = array.cols // (kw + sw - 1)
        part = groups // array.pixel_buses
        shares = {part, groups // 3 + 1, groups // 2, groups // 2 + 1, groups - 1, groups + 1}
        for i, share in enumerate(sorted(shares - {0})):
            stack, stacks, fewer = STACKS[(turn + i) % len(STACKS)]
            h_o = stack * stacks * r - min(fewer, r - 1)
            for sets in sorted({blocks_at_once(share, groups, stack), array.pixel_buses} - {1}):
                spec = LayerSpec(
                    f"stack of {stack} with shares of {share} groups on {sets} buses, "
                    f"kernel {kh}x{kw} stride {sh}x{sw}",
                    (h_o - 1) * sh + kh - kh // 2,
                    kw + sw,
                    2,
                    share * sw,
                    (kh, kw),
                    (sh, sw),
                    pad=(kh // 2, 0, kw // 2, 0),
                    sharing=Sharing(sets, stack),
                )
                if spec.fits(array):
                    yield spec
    # Two blocks an iteration, so that each begins two blocks behind the one before.
    half = array.cols // 2
    for stack, rows in ((4, 4 * r), (2, 6 * r - r // 2)):
        matrix = LayerSpec.matrix(f"stack of {stack} in {rows} matrix rows", rows, 5, max(half, 1))
        spec = replace(matrix, sharing=Sharing(2, stack))
        if spec.fits(array):
            yield spec


def blocks_at_once(share: int, groups: int, stack: int) -> int:
    """The most blocks of a stack that meet in an iteration.

    Args:
        share: groups of cores that a block takes.
        groups: groups of cores of the array.
        stack: blocks of the stack.
    """
    first = range(0, stack * share, groups)
    last = [min(at + groups, stack * share) - 1 for at in first]
    return max(b // share - a // share + 1 for a, b in zip(first, last, strict=True))


def deep(array: ArrayParams) -> Iterator[LayerSpec]:
    """Layers that fill a weight buffer, and deeper ones: sums held in the array, or added."""
    depth = array.weight_depth
    yield LayerSpec.matrix("dense as deep as a buffer", 1, depth, 2 * array.cols + 1)
    yield LayerSpec.matrix("dense one row too deep", 1, depth + 1, 5)
    yield LayerSpec.matrix("dense three passes", array.rows, 2 * depth + 5, 3, x_zp=11)
    yield LayerSpec.matrix("dense four passes", 1, 3 * depth + 1, 2)
    yield LayerSpec.matrix("dense two iterations of passes", 2, depth + 3, array.cols + 2)
    yield LayerSpec("one column too deep", array.rows, 1, depth + 2, 2)
    yield LayerSpec("two columns too deep", 1, 2, depth + 2, 2)
    if array.cols >= 3:
        ci = depth // 3 + 1
        yield LayerSpec("window too deep", 1, 1, ci, 2, (3, 3), pad="SAME")
        yield LayerSpec("two rows of windows too deep", 2, 2, ci, 2, (3, 3), pad="SAME")
