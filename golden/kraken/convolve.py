"""Exact integer convolution through BLAS: one matrix product per kernel tap."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.format.shape import ConvShape, reached_outputs
from golden.parallel import one_blas_thread
from golden.quant.fast import EXACT_FLOAT32

Array = npt.NDArray[Any]

EXACT_FLOAT64 = 1 << 53
"""A float64 holds every integer up to here."""


def _outputs(size: int, outputs: int, tap: int, stride: int, before: int) -> tuple[slice, slice]:
    """Outputs along one axis that a tap reaches inside the image, and the cells they see."""
    reached = reached_outputs(size, outputs, tap, stride, before)
    cell = reached.start * stride + tap - before
    cells = slice(cell, cell + max(len(reached) * stride - stride + 1, 0), stride)
    return slice(reached.start, reached.stop), cells


def convolve(
    shape: ConvShape, x: npt.NDArray[Any], kernel: npt.NDArray[Any], x_zp: int
) -> npt.NDArray[np.int64]:
    """Sums of a convolution.

    Args:
        shape: sizes, strides and padding.
        x: integers [N, H, W, C_i].
        kernel: integers [K_H, K_W, C_i / groups, C_o].
        x_zp: subtracted from every x; a tap in the padding adds nothing.

    Returns:
        int64 [N, H_o, W_o, C_o]. Each tap's product, and the sum of all, is done in the narrowest
        type that cannot round: a bound on every partial sum lies within its mantissa.
    """
    greatest = max(abs(int(x.min()) - x_zp), abs(int(x.max()) - x_zp))
    # By tap: the most that a column of its weights can add up to.
    reach = np.abs(kernel, dtype=np.int64).sum(axis=2).max(axis=2) * greatest
    exact, total = _narrowest(int(reach.max())), _narrowest(int(reach.sum()))
    # Groups come in front, so that each is a matrix product of its own.
    pixels = (x.astype(exact) - exact(x_zp)).reshape(*x.shape[:3], shape.groups, shape.depth)
    pixels = np.moveaxis(pixels, 3, 0)
    weights = kernel.astype(exact).reshape(*kernel.shape[:3], shape.groups, -1)
    weights = np.moveaxis(weights, 3, 2)
    sums = np.zeros((shape.n, shape.h_o, shape.w_o, shape.co), total)
    with one_blas_thread():
        _add_taps(shape, pixels, weights, sums)
    return sums.astype(np.int64)


def _add_taps(shape: ConvShape, pixels: Array, weights: Array, sums: Array) -> None:
    """Add the products of all taps, a matrix product each, to `sums`."""
    for i in range(shape.kh):
        rows, high = _outputs(shape.h, shape.h_o, i, shape.sh, shape.pad_top)
        for j in range(shape.kw):
            columns, wide = _outputs(shape.w, shape.w_o, j, shape.sw, shape.pad_left)
            seen = pixels[:, :, high, wide]
            if seen.size:
                product = seen.reshape(shape.groups, -1, shape.depth) @ weights[i, j]
                sums[:, rows, columns] += np.moveaxis(product, 0, 1).reshape(
                    *seen.shape[1:4], shape.co
                )


def _narrowest(reach: int) -> type[Any]:
    """The type in which sums of such a magnitude are exact and fastest."""
    if reach <= EXACT_FLOAT32:
        return np.float32
    return np.float64 if reach <= EXACT_FLOAT64 else np.int64
