"""Symmetric formats with power-of-two scales: requantisation is a rounding right shift.

The exponent is the one, of the smallest without saturation and the three below it, that gives
the least squared error on the calibration data: with few bits, saturating a few outliers pays.
"""

from __future__ import annotations

import math
from copy import copy

import numpy as np
import numpy.typing as npt

from golden.quant.fixed_point import Int64
from golden.quant.output_stage import Channels, OutputStage
from golden.quant.rounding import Rounding
from golden.schemes.base import Scheme, registers
from golden.schemes.format import Format, signed_words

MANTISSA_BITS = 7
"""Of multipliers that are no power of two: the slope of a leaky ReLU."""
TRIED = 4
FURTHEST_SHIFT = 62
"""To the right; what is shifted is below 2**61, so that all shifts from here on leave 0."""


class ShiftStage(OutputStage):
    """Sums times a small mantissa, shifted right with halves upwards.

    Args:
        multipliers: float64 [channels] or scalar; powers of two, or cut to a 7-bit mantissa.
        zero_point: of the output.
        low: least stored output value.
        high: greatest stored output value.

    Attributes:
        mantissas: int64 [channels] or [1], 1 for a power of two.
        shifts: int64, to the right; negative to the left.
    """

    def __init__(self, multipliers: npt.ArrayLike, zero_point: int, low: int, high: int) -> None:
        self.mantissas, self.shifts = dyadics(np.atleast_1d(np.asarray(multipliers, np.float64)))
        self.multipliers = np.ldexp(self.mantissas.astype(np.float64), -self.shifts)
        self.zero_point, self.low, self.high = zero_point, low, high

    def exact(self, sums: npt.NDArray[np.int32]) -> npt.NDArray[np.int8]:
        """The definition: int32 [..., channels] (bias included) to int8."""
        scaled = shifted(sums.astype(np.int64), self.mantissas, self.shifts)
        return np.clip(scaled + self.zero_point, self.low, self.high).astype(np.int8)

    @property
    def early_rounding(self) -> float | None:
        """Nothing is rounded before the shift."""
        return 0.0

    def of_channels(self, channels: Channels) -> ShiftStage:
        """The same for a choice of the channels."""
        chosen = copy(self)
        chosen.multipliers = self.multipliers[channels]
        chosen.mantissas = self.mantissas[channels]
        chosen.shifts = self.shifts[channels]
        return chosen

    def steps(self, channel: int) -> str:
        """Mantissa and shift."""
        c = channel % len(self.shifts)
        return (
            f"multiplier {self.multipliers[c]:.10g} = {self.mantissas[c]} * 2**{-self.shifts[c]}, "
            "halves upwards"
        )


@registers("power-of-two")
class PowerOfTwo(Scheme):
    """Power-of-two scales, one for each tensor, and words without zero point."""

    rounds_up = True

    def activation(
        self, values: npt.NDArray[np.float64], counts: npt.NDArray[np.int64] | None = None
    ) -> Format:
        """Signed format without zero point for these values."""
        return best_format(np.asarray(values, np.float64), self.activation_bits, counts)

    def weights(
        self, real: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]:
        """Stored weights and their one scale."""
        form = best_format(np.asarray(real, np.float64), self.weight_bits)
        return form.store(real), np.array([form.scale])

    def rescale(self, values: npt.ArrayLike, multiplier: npt.ArrayLike) -> Int64:
        """(values * mantissa + half) >> shift, the mantissa 1 for a power of two."""
        return shifted(np.asarray(values, np.int64), *dyadics(multiplier))

    def output_stage(
        self,
        multipliers: npt.ArrayLike,
        zero_point: int,
        low: int,
        high: int,
        rounding: Rounding = Rounding.DOUBLE,
    ) -> ShiftStage:
        """A shift, whatever the operator's rounding in TFLite."""
        return ShiftStage(multipliers, zero_point, low, high)


def shifted(values: Int64, mantissas: Int64, shifts: Int64) -> Int64:
    """floor(values * mantissas / 2**shifts + 1/2), for products below 2**61."""
    products = (values * mantissas) << np.maximum(-shifts, 0)
    right = np.clip(shifts, 0, FURTHEST_SHIFT)
    half = np.where(right > 0, np.int64(1) << np.maximum(right - 1, 0), 0)
    return np.asarray((products + half) >> right, np.int64)


def dyadics(multipliers: npt.ArrayLike) -> tuple[Int64, Int64]:
    """`dyadic` of each element: mantissas and shifts, int64 of the same shape."""
    multipliers = np.asarray(multipliers, np.float64)
    pairs = [dyadic(real) for real in multipliers.ravel().tolist()]
    mantissas, shifts = np.array(pairs, np.int64).reshape(-1, 2).T
    return mantissas.reshape(multipliers.shape), shifts.reshape(multipliers.shape)


def dyadic(multiplier: float) -> tuple[int, int]:
    """Odd mantissa of at most 7 bits and right shift, nearest to a real multiplier."""
    if multiplier == 0:
        return 0, 0
    fraction, exponent = math.frexp(multiplier)
    mantissa, shift = round(fraction * 2**MANTISSA_BITS), MANTISSA_BITS - exponent
    while mantissa % 2 == 0:
        mantissa, shift = mantissa // 2, shift - 1
    return mantissa, shift


def best_format(
    values: npt.NDArray[np.float64], bits: int, counts: npt.NDArray[np.int64] | None = None
) -> Format:
    """The signed format of `bits` with a power-of-two scale and the least squared error.

    Args:
        values: real values.
        bits: of a word.
        counts: how often each value occurs, in the shape of `values`; None for once.
    """
    low, high = signed_words(bits)
    reach = float(np.abs(values).max(initial=0))
    largest = math.ceil(math.log2(reach / high)) if reach > 0 else 0
    formats = [Format(2.0 ** (largest - i), 0, low, high) for i in range(TRIED)]
    if not values.size:
        return formats[0]
    errors = [
        np.average(np.square(f.real(f.store(values)) - values), weights=counts) for f in formats
    ]
    return formats[int(np.argmin(errors))]
