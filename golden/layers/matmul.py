"""Exact integer matrix products on floating-point BLAS.

A float32 holds every integer up to 2**24, so a sum of integer products is exact in float32, in
any order and with or without fused multiply-add, as long as the sum of the products' magnitudes
stays at or below 2**24: no partial sum can then exceed it. The left operand holds 8-bit values
x with |x| <= 128, so the rows of the right operand are cut into chunks in which no column has
sum(|w|) * 128 above 2**24. Chunk results are added in float64, which holds integers up to 2**53.
With |w| <= 255 (an 8-bit weight less its zero point) a single row adds at most 32,640, so every
chunk has at least 514 rows.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.errors import AccumulatorOverflowError
from golden.parallel import for_each
from golden.quant.fast import EXACT_FLOAT32

MAX_VALUE = 128
INT32 = np.iinfo(np.int32)

SCAN_ROWS = 256
"""Rows of weights looked at together, so that large ones need little scratch memory."""

STREAM_ELEMENTS = 1 << 18
"""Weights turned to float32 together (1 MB) by `StreamedMatmul`."""


def exact_chunks(weights: npt.NDArray[np.integer]) -> list[slice]:
    """Cut the rows of `weights` [K, C] so that float32 sums within each slice are exact.

    Every slice is as long as the bound of the module's proof allows.
    """
    limit = EXACT_FLOAT32 // MAX_VALUE
    chunks, start = [], 0
    load = np.zeros(weights.shape[1], np.int64)
    for first in range(0, len(weights), SCAN_ROWS):
        magnitudes = np.abs(weights[first : first + SCAN_ROWS].astype(np.int64))
        done = 0
        while done < len(magnitudes):
            whole = load + magnitudes[done:].sum(axis=0)
            if whole.max() <= limit:
                load = whole
                break
            loads = load + magnitudes[done:].cumsum(axis=0)
            done += int(np.searchsorted(loads.max(axis=1), limit, side="right"))
            chunks.append(slice(start, first + done))
            start, load = first + done, np.zeros_like(load)
    chunks.append(slice(start, len(weights)))
    return chunks


def greatest_sum(weights: npt.NDArray[np.integer], zero_point: int) -> int:
    """The greatest magnitude of any sum over K, zero point subtracted or not."""
    total = weights.sum(axis=0, dtype=np.int64)
    both = np.zeros_like(total)
    for first in range(0, len(weights), SCAN_ROWS):
        both += np.abs(weights[first : first + SCAN_ROWS].astype(np.int64)).sum(axis=0)
    positive, negative = (both + total) // 2, (both - total) // 2
    above, below = 127 - zero_point, 128 + zero_point
    sums = (
        MAX_VALUE * both,
        positive * above + negative * below,
        positive * below + negative * above,
    )
    return max(int(part.max(initial=0)) for part in sums)


def to_int32(sums: npt.NDArray[Any], what: str) -> npt.NDArray[np.int32]:
    """Narrow integers of any type to the accumulator's 32 bits.

    Raises:
        AccumulatorOverflowError: a sum does not fit; `what` names the layer.
    """
    if sums.size and (sums.max() > INT32.max or sums.min() < INT32.min):
        raise AccumulatorOverflowError(
            f"'{what}' has a sum of {int(max(sums.max(), -sums.min()))} in magnitude, beyond the "
            "32-bit accumulator that TFLite and the engine use"
        )
    return sums.astype(np.int32)


class ExactMatmul:
    """Right operand of a product, prepared once.

    Args:
        weights: integers [K, C], |w| <= 255.
        zero_point: of the left operand.

    Attributes:
        offset: int64 [C], zero_point * sum over k of w[k, c]: what the products of the stored
            values have too much.
        reach: no sum, with or without the offset, has a greater magnitude.
    """

    def __init__(self, weights: npt.NDArray[np.integer], zero_point: int) -> None:
        self.offset = zero_point * weights.sum(axis=0, dtype=np.int64)
        self.reach = greatest_sum(weights, zero_point)
        self._chunks = exact_chunks(weights)
        self._weights = np.ascontiguousarray(weights, dtype=np.float32)

    def stored(
        self, x: npt.NDArray[np.float32], dtype: npt.DTypeLike = np.float64
    ) -> npt.NDArray[Any]:
        """Exact sums over k of x[m, k] * w[k, c], zero point not subtracted.

        Args:
            x: [M, K], 8-bit integers as float32.
            dtype: of the result, float32 only when `reach` is at most 2**24.
        """
        first, *others = self._chunks
        sums = (x[:, first] @ self._weights[first]).astype(dtype, copy=False)
        for chunk in others:
            sums += x[:, chunk] @ self._weights[chunk]
        return sums

    def __call__(self, x: npt.NDArray[np.float32], what: str) -> npt.NDArray[np.int32]:
        """Sums int32 [M, C] over k of (x[m, k] - zero_point) * w[k, c].

        Raises:
            AccumulatorOverflowError: a sum does not fit 32 bits; `what` names the layer.
        """
        sums = self.stored(x) - self.offset
        return sums.astype(np.int32) if self.reach <= INT32.max else to_int32(sums, what)


class StreamedMatmul:
    """The same for large matrices that are used once a run: float32 only a block at a time.

    Reading a quarter of the bytes outweighs the conversion, and a large kernel is kept once. A
    model whose run ends before them pays nothing for them.

    Args:
        weights: int8 [K, C]; fastest when its transpose is contiguous, as TFLite stores it.
        zero_point: of the left operand.

    """

    def __init__(self, weights: npt.NDArray[np.integer], zero_point: int) -> None:
        self._zero_point = zero_point
        self._columns = weights.T
        count, depth = self._columns.shape
        step = max(STREAM_ELEMENTS // max(depth, 1), 1)
        self._blocks = [slice(c, c + step) for c in range(0, count, step)]

    @cached_property
    def offset(self) -> npt.NDArray[np.int64]:
        """As in `ExactMatmul`."""
        return self._zero_point * self._columns.sum(axis=1, dtype=np.int64)

    @cached_property
    def reach(self) -> int:
        """As in `ExactMatmul`."""
        return greatest_sum(self._columns.T, self._zero_point)

    @cached_property
    def _chunks(self) -> list[slice]:
        return exact_chunks(self._columns.T)

    def stored(self, x: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Exact sums [M, C] over k of x[m, k] * w[k, c], zero point not subtracted."""
        sums = np.zeros((len(x), len(self._columns)), np.float64)
        chunks = self._chunks

        def block(columns: slice) -> None:
            weights = self._columns[columns].astype(np.float32)
            for chunk in chunks:
                sums[:, columns] += x[:, chunk] @ weights[:, chunk].T

        for_each(block, self._blocks)
        return sums

    def __call__(self, x: npt.NDArray[np.float32], what: str) -> npt.NDArray[np.int32]:
        """Sums as `ExactMatmul` gives them; raises what it raises."""
        return to_int32(self.stored(x) - self.offset, what)
