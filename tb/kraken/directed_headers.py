"""Headers at which the order of steps, columns and cores breaks, for the running array.

Each group names one weak spot; a packet is as short as it can be and still reach it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from golden.kraken import ArrayParams, Header
from tb.kraken.stacks import fixed, stacked

Named = Iterator[tuple[str, Header]]


def directed_headers(array: ArrayParams) -> dict[str, list[tuple[str, Header]]]:
    """By weak spot: headers by name, in the order in which packets may follow each other."""
    spots = {
        "kernels and strides": _kernels,
        "loops": _loops,
        "edges": _edges,
        "fixed shares": _fixed,
        "stacks": _stacks,
        "held sums": _held,
    }
    found = {spot: list(headers(array)) for spot, headers in spots.items()}
    return {spot: headers for spot, headers in found.items() if headers}


def header(array: ArrayParams, kernel: tuple[int, int], stride: tuple[int, int]) -> Header:
    """A packet of one column of one block, with all rows and all channels."""
    group = kernel[1] + stride[1] - 1
    return Header(
        kh=kernel[0],
        kw=kernel[1],
        sh=stride[0],
        sw=stride[1],
        x_zp=0,
        pad_left=0,
        ci=1,
        w=1,
        w_o=1,
        l=1,
        n=1,
        t=1,
        last_rows=array.rows,
        last_channels=array.cols // group * stride[1],
    )


def outputs(w: int, pad_left: int, stride: int) -> int:
    """Most output columns that begin in an image."""
    return (w - 1 + pad_left) // stride + 1


def fits(array: ArrayParams, kernel: tuple[int, int], stride: tuple[int, int]) -> bool:
    """Whether the array takes the kernel and the stride."""
    inside = kernel[0] <= array.kh_max and kernel[1] <= array.kw_max
    return inside and max(stride) <= array.s_max and kernel[1] + stride[1] - 1 <= array.cols


KERNELS_AND_STRIDES = (
    ((1, 1), (1, 1)),
    ((3, 3), (1, 1)),
    ((1, 1), (2, 2)),
    ((3, 3), (2, 2)),
    ((2, 2), (3, 3)),
    ((5, 5), (3, 3)),
    ((4, 3), (3, 2)),
    ((2, 5), (4, 3)),
    ((11, 11), (4, 4)),
    ((5, 2), (1, 1)),
    ((1, 4), (2, 1)),
)
"""Square and not, strides below, equal to and above the kernel; neighbours differ in shape."""


def _kernels(array: ArrayParams) -> Named:
    """(K, S) pairs over several blocks, with padding and with output columns that are not used."""
    for kernel, stride in KERNELS_AND_STRIDES:
        if not fits(array, kernel, stride):
            continue
        name = f"kernel {kernel[0]}x{kernel[1]} stride {stride[0]}x{stride[1]}"
        h = header(array, kernel, stride)
        pad, w = kernel[1] // 2, kernel[1] + stride[1]
        most = outputs(w, pad, stride[1])
        yield name, replace(h, pad_left=pad, ci=2, w=w, w_o=most, l=2, last_rows=1)
        few = outputs(w, kernel[1] - 1, stride[1]) // 2 or 1
        yield f"{name}, columns left over", replace(h, pad_left=kernel[1] - 1, w=w, w_o=few, n=2)
    for step in range(1, min(array.s_max, array.kw_max) + 1):
        kernel, stride = (1, array.kw_max), (1, step)
        if fits(array, kernel, stride):
            # So wide that sums begin in a group while others go on.
            w, pad = 2 * array.kw_max, array.kw_max // 2
            widest = replace(header(array, kernel, stride), pad_left=pad, w=w)
            yield f"widest kernel, stride {step}", replace(widest, w_o=outputs(w, pad, step))


def _loops(array: ArrayParams) -> Named:
    """Each loop by itself, and all of them."""
    h = header(array, (1, 1), (1, 1))
    yield "one of everything", h
    yield "three input channels", replace(h, ci=3)
    yield "three columns", replace(h, w=3, w_o=3)
    yield "three blocks", replace(h, l=3, last_rows=1)
    yield "three images", replace(h, n=3)
    yield "three iterations", replace(h, t=3, last_channels=1)
    yield "two of everything", replace(h, ci=2, w=2, w_o=2, l=2, n=2, t=2, last_channels=1)
    if fits(array, (3, 1), (2, 1)):
        tall = header(array, (3, 1), (2, 1))
        yield "two phases", replace(tall, ci=2, w=2, w_o=2, l=2, last_rows=1)


def _edges(array: ArrayParams) -> Named:
    """Images of one column, one output column, several that leave at the right edge."""
    for kernel, stride in (((1, 3), (1, 1)), ((1, 5), (1, 1)), ((1, 5), (1, 2)), ((1, 4), (1, 3))):
        if not fits(array, kernel, stride):
            continue
        h, widest = header(array, kernel, stride), kernel[1] - 1
        name = f"kernel width {kernel[1]} stride {stride[1]}"
        for pad in sorted({0, 1, widest}):
            most = outputs(1, pad, stride[1])
            yield f"{name}, one column behind {pad}", replace(h, pad_left=pad, w_o=most, n=2)
        for w in (2, kernel[1], kernel[1] + 1):
            most = outputs(w, widest, stride[1])
            edge = replace(h, pad_left=widest, w=w, w_o=most, l=2, last_rows=1)
            yield f"{name}, {most} outputs of {w} columns", edge
            yield f"{name}, one output of {w} columns", replace(edge, w_o=1)


def _fixed(array: ArrayParams) -> Named:
    """Shares that stay: of one core, of half the array, beyond its end."""
    if array.pixel_buses == 1:
        return
    for kernel, stride in (((1, 1), (1, 1)), ((2, 3), (1, 1)), ((3, 3), (2, 2))):
        if not fits(array, kernel, stride):
            continue
        w = kernel[1] + 1
        h = replace(header(array, kernel, stride), w=w, w_o=1, l=2, t=2, last_rows=1)
        for sets in range(2, array.pixel_buses + 1):
            for share in sorted({1, -(-array.cols // sets), array.cols - 1 or 1, array.cols}):
                name = f"{sets} shares of {share}, kernel {kernel[0]}x{kernel[1]}"
                yield name, fixed(h, sets, share)


def _stacks(array: ArrayParams) -> Named:
    """Stacks whose first bound moves over no, one and more shares in an iteration."""
    if array.pixel_buses == 1:
        return
    for kernel, stride in (((1, 1), (1, 1)), ((2, 3), (1, 1)), ((1, 2), (1, 2))):
        if not fits(array, kernel, stride):
            continue
        groups = array.cols // (kernel[1] + stride[1] - 1)
        h = replace(header(array, kernel, stride), w=2, w_o=1, l=2, last_rows=1)

        def stack(
            name: str,
            sets: int,
            groups_of_block: int,
            blocks: int,
            h: Header = h,
            kernel: tuple[int, int] = kernel,
        ) -> tuple[str, Header]:
            text = f"stack of {blocks}, kernel {kernel[0]}x{kernel[1]}, {name}"
            return text, stacked(h, array, sets, groups_of_block, blocks)

        yield stack("a block an iteration", 2, groups, 3)
        yield stack("two iterations a block", 2, 2 * groups, 2)
        if groups > 2:
            # The last block begins within iteration 1 and goes on in iteration 2.
            yield stack("a bit more than an iteration a block", 2, groups + 1, 2)
            yield stack("a bit less than an iteration a block", 2, groups - 1, 4)
            yield stack("two thirds of an iteration a block", 2, -(-2 * groups // 3), 3)
        for sets in range(2, array.pixel_buses + 1):
            if groups % sets == 0:
                size = groups // sets
                name = f"{sets} blocks an iteration"
                yield stack(name, sets, size, 2 * sets)
                yield stack(f"{name}, the last one alone", sets, size, 2 * sets + 1)
            if groups > sets > 2:
                # An iteration meets a block's end, whole blocks, and another one's beginning.
                size = -(-groups // (sets - 1))
                yield stack(f"nearly {sets - 1} blocks an iteration", sets, size, sets + 2)


def _held(array: ArrayParams) -> Named:
    """Sums that stay in the array for the next packet."""
    kernel = (1, 3) if fits(array, (1, 3), (1, 1)) else (1, 1)
    h = replace(header(array, kernel, (1, 1)), pad_left=kernel[1] // 2, last_rows=1, ci=2)
    yield "held", replace(h, hold=1)
    yield "held again", replace(h, hold=1, accumulate=1, ci=3)
    yield "held no longer", replace(h, accumulate=1)
