"""Exact integer matrix products on floating-point BLAS.

A float32 holds every integer up to 2**24, so a sum of integer products is exact in float32, in
any order and with or without fused multiply-add, as long as the sum of the products' magnitudes
stays at or below 2**24: no partial sum can then exceed it. The left operand holds 8-bit values
x with |x| <= 128, so the rows of the right operand are cut into chunks in which no column has
sum(|w|) * 128 above 2**24. Chunk results are added as int64. With |w| <= 255 (an 8-bit weight
less its zero point) a single row adds at most 32,640, so every chunk has at least 514 rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from golden.errors import AccumulatorOverflowError

EXACT_FLOAT32 = 1 << 24
MAX_VALUE = 128
INT32 = np.iinfo(np.int32)


def exact_chunks(weights: npt.NDArray[np.integer]) -> list[slice]:
    """Cut the rows of `weights` [K, C] so that float32 sums within each slice are exact.

    Every slice is as long as the bound of the module's proof allows.
    """
    magnitudes = np.abs(weights.astype(np.int64))
    limit = EXACT_FLOAT32 // MAX_VALUE
    reach = magnitudes.cumsum(axis=0)
    chunks, start, below = [], 0, np.zeros(weights.shape[1], np.int64)
    while start < len(weights):
        load = (reach[start:] - below).max(axis=1, initial=0)
        stop = start + max(int(np.searchsorted(load, limit, side="right")), 1)
        chunks.append(slice(start, stop))
        below, start = reach[stop - 1], stop
    return chunks or [slice(0, 0)]


def to_int32(sums: npt.NDArray[np.int64], what: str) -> npt.NDArray[np.int32]:
    """Narrow 64-bit sums to the accumulator's 32 bits.

    Raises:
        AccumulatorOverflowError: a sum does not fit; `what` names the layer.
    """
    if sums.size and (sums.max() > INT32.max or sums.min() < INT32.min):
        raise AccumulatorOverflowError(
            f"'{what}' has a sum of {max(sums.max(), -sums.min())} in magnitude, beyond the "
            "32-bit accumulator that TFLite and the engine use"
        )
    return sums.astype(np.int32)


class ExactMatmul:
    """Right operand of a product, prepared once: sum over k of (x[m,k] - zero_point) * w[k,c].

    Args:
        weights: integers [K, C], |w| <= 255.
        zero_point: subtracted from every x; applied as one term per column.
    """

    def __init__(self, weights: npt.NDArray[np.integer], zero_point: int) -> None:
        self.shape = weights.shape
        self._chunks = exact_chunks(weights)
        self._weights = np.ascontiguousarray(weights, dtype=np.float32)
        self._offset = zero_point * weights.sum(axis=0, dtype=np.int64)
        # With every |x - zero_point| <= 255, no sum can pass this.
        worst = 255 * np.abs(weights.astype(np.int64)).sum(axis=0).max(initial=0)
        self._fits = bool(worst <= INT32.max)

    def __call__(
        self, x: npt.NDArray[np.float32], what: str, out: npt.NDArray[np.int32]
    ) -> npt.NDArray[np.int32]:
        """The sums int32 [M, C], written to `out`, of float32 [M, K] holding 8-bit integers.

        Raises:
            AccumulatorOverflowError: a sum does not fit 32 bits; `what` names the layer.
        """
        first, *others = self._chunks
        part = x[:, first] @ self._weights[first]
        if self._fits:
            np.subtract(part, self._offset, out=out, casting="unsafe", dtype=np.float64)
            for chunk in others:
                np.add(out, x[:, chunk] @ self._weights[chunk], out=out, casting="unsafe")
            return out
        sums = part.astype(np.int64) - self._offset
        for chunk in others:
            sums += (x[:, chunk] @ self._weights[chunk]).astype(np.int64)
        out[...] = to_int32(sums, what)
        return out
