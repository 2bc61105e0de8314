"""Requantisation of sums that are exact in floating point, a few float passes for each value.

A product v = sum * multiplier is rounded to the nearest integer. That is what the definition
gives too, unless v lies within a window around a half: the definition's own `early_rounding` moves
v, the float32 multiplier and product by less than 2**-22 of it, and beyond 512 every value is
clamped anyway. The few values inside the window go through the definition, whose rule for halves
is thus never asked of a float.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from golden.quant.output_stage import OutputStage

EXACT_FLOAT32 = 1 << 24
"""A float32 holds every integer up to here."""
FLOAT_ERROR = 2.0**-13
"""512 * 2**-22: the greatest error of a product that is not clamped."""

Floats = npt.NDArray[np.floating[Any]]


class FastRequantiser:
    """`requantiser` for sums that come as floats, with a constant for each channel.

    Args:
        requantiser: what to compute.
        constants: int64 [C], added to the sums: bias and zero-point term.
        reach: greatest magnitude of a sum before and after adding the constant.
    """

    def __init__(
        self, requantiser: OutputStage, constants: npt.NDArray[np.int64], reach: int
    ) -> None:
        self._requantiser = requantiser
        self._constants = constants
        self.dtype = np.dtype(np.float32 if reach <= EXACT_FLOAT32 else np.float64)
        early = requantiser.early_rounding
        self._fast = reach < 2**31 and early is not None
        self._limit = self.dtype.type(0.5 - (early or 0.0) - FLOAT_ERROR)
        self._multipliers = requantiser.multipliers.astype(self.dtype)
        self._added = constants.astype(self.dtype)
        self._low = self.dtype.type(requantiser.low - requantiser.zero_point)
        self._high = self.dtype.type(requantiser.high - requantiser.zero_point)
        self._zero_point = self.dtype.type(requantiser.zero_point)

    @classmethod
    def of_group(
        cls,
        requantiser: OutputStage,
        outputs: slice,
        constants: npt.NDArray[np.int64],
        bias: npt.NDArray[np.int32] | None,
        reach: int,
    ) -> FastRequantiser:
        """For some of the channels that `requantiser` and `bias` are for.

        Args:
            requantiser: for all channels, or one scale for all.
            outputs: the channels.
            constants: int64, added to the sums of these channels besides the bias.
            bias: int32 of all channels, or None.
            reach: greatest magnitude of a sum before and after adding the constants.
        """
        if len(requantiser.multipliers) > 1:
            requantiser = requantiser.of_channels(outputs)
        if bias is not None:
            constants = constants + bias[outputs]
            reach += int(np.abs(bias[outputs].astype(np.int64)).max(initial=0))
        return cls(requantiser, constants, reach)

    def __call__(self, sums: Floats, out: npt.NDArray[np.int8]) -> None:
        """Requantise [M, C] of type `dtype` into `out`; changes `sums`."""
        sums += self._added
        if not self._fast:
            out[...] = self._requantiser.exact(wrapped(sums))
            return
        products = sums * self._multipliers
        nearest = np.rint(products)
        np.subtract(products, nearest, out=products)
        np.abs(products, out=products)
        doubtful = np.flatnonzero(products > self._limit)
        np.maximum(nearest, self._low, out=nearest)
        np.minimum(nearest, self._high, out=nearest)
        nearest += self._zero_point
        np.copyto(out, nearest, casting="unsafe")
        if len(doubtful):
            row, channel = np.divmod(doubtful, sums.shape[1])
            out[row, channel] = self._requantiser.exact_at(sums[row, channel], channel)


def wrapped(sums: Floats) -> npt.NDArray[np.int32]:
    """Integers held as floats, as a 32-bit accumulator would hold them."""
    return sums.astype(np.int64).astype(np.int32)
