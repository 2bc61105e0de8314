"""Element-wise functions of one or two int8 values, as tables of all their results."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from golden.layers.base import Array, Int8
from golden.parallel import for_each

ALL_BYTES = np.arange(256, dtype=np.uint8)
BLOCK = 1 << 18


def lookup_table(function: Callable[[Array], Array]) -> Array:
    """Table [256] of `function` over all int8 values, indexed by the value's bits as uint8."""
    return function(ALL_BYTES.view(np.int8))


def look_up(table: Array, x: Int8) -> Array:
    """The table's entries for all of x."""
    flat = np.ascontiguousarray(x).view(np.uint8).reshape(-1)
    out = np.empty(flat.shape, table.dtype)

    def block(part: slice) -> None:
        table.take(flat[part], out=out[part], mode="clip")

    for_each(block, blocks(flat.size))
    return out.reshape(x.shape)


def pair_table(function: Callable[[Array, Array], Array]) -> Array:
    """Table [65536] of `function` over all pairs of int8 values: 256 * first + second."""
    values = ALL_BYTES.view(np.int8)
    return function(np.repeat(values, 256), np.tile(values, 256))


def look_up_pairs(table: Array, first: Int8, second: Int8) -> Array:
    """The table's entries for all pairs of two arrays, which broadcast."""
    if first.shape != second.shape:
        first, second = np.broadcast_arrays(first, second)
    left = np.ascontiguousarray(first).view(np.uint8).reshape(-1)
    right = np.ascontiguousarray(second).view(np.uint8).reshape(-1)
    out = np.empty(left.shape, table.dtype)

    def block(part: slice) -> None:
        index = left[part].astype(np.intp)
        index <<= 8
        index |= right[part]
        table.take(index, out=out[part], mode="clip")

    for_each(block, blocks(left.size))
    return out.reshape(first.shape)


def blocks(size: int) -> list[slice]:
    """Cut `size` elements into blocks."""
    return [slice(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK)]
