"""From 32-bit sums back to 8 bits: multiplier per channel, rounding, zero point, clamp."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from golden.quant.fixed_point import mbqm, mbqm_single, quantize_multipliers
from golden.quant.rounding import Rounding

EXACT_SUM = 1 << 21
"""Sums below this (after a left shift) go through float64 without losing a bit."""

BLOCK = 1 << 15
"""Values requantised at a time, so that the float64 scratch stays in the L2 cache."""


@dataclass(frozen=True, eq=False)
class Requantiser:
    """Requantisation of sums whose last axis is the channel.

    Attributes:
        multipliers: float64 [channels] or [1], input scale * kernel scale / output scale.
        zero_point: of the output.
        low: least stored output value (the fused activation's lower bound).
        high: greatest stored output value.
        rounding: DOUBLE for the convolutions, SINGLE for TFLite's fully connected layers.
    """

    multipliers: npt.NDArray[np.float64]
    zero_point: int
    low: int = -128
    high: int = 127
    rounding: Rounding = Rounding.DOUBLE
    mantissas: npt.NDArray[np.int64] = field(init=False)
    shifts: npt.NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        multipliers = np.atleast_1d(np.asarray(self.multipliers, np.float64))
        mantissas, shifts = quantize_multipliers(multipliers)
        object.__setattr__(self, "multipliers", multipliers)
        object.__setattr__(self, "mantissas", mantissas)
        object.__setattr__(self, "shifts", shifts)

    def exact(self, sums: npt.NDArray[np.int32]) -> npt.NDArray[np.int8]:
        """The definition, in int64: int32 [..., channels] (bias included) to int8."""
        step = mbqm if self.rounding is Rounding.DOUBLE else mbqm_single
        scaled = step(sums, self.mantissas, self.shifts) + self.zero_point
        return np.clip(scaled, self.low, self.high).astype(np.int8)

    def __call__(
        self, sums: npt.NDArray[np.int32], bias: npt.NDArray[np.int32] | None = None
    ) -> npt.NDArray[np.int8]:
        """int32 [..., channels] plus `bias` [channels] to int8, equal to `exact`.

        The fast path holds everything in float64. With sum << left below 2**21 and a mantissa
        below 2**31 the product has at most 52 bits, so it and the half added to it are exact;
        what follows the first rounding is an integer below 2**22 divided by a power of two.
        Blocks with a greater sum take the int64 definition.
        """
        channels = sums.shape[-1]
        flat = sums.reshape(-1, channels)
        out = np.empty(flat.shape, np.int8)
        rows = max(1, BLOCK // max(channels, 1))
        for start in range(0, len(flat), rows):
            block = flat[start : start + rows]
            if bias is not None:
                block = block + bias
            out[start : start + rows] = self._block(block)
        return out.reshape(sums.shape)

    def _block(self, sums: npt.NDArray[np.int32]) -> npt.NDArray[np.int8]:
        left = np.maximum(self.shifts, 0)
        limit = EXACT_SUM >> int(min(left.max(initial=0), 30))
        if sums.max(initial=0) >= limit or sums.min(initial=0) <= -limit:
            return self.exact(sums)
        if self.rounding is Rounding.DOUBLE:
            x = sums * np.ldexp(self.mantissas.astype(np.float64), left - 31)
            x += 0.5
            np.floor(x, out=x)
            x *= np.ldexp(1.0, np.minimum(self.shifts, 0))
        else:
            x = sums * np.ldexp(self.mantissas.astype(np.float64), self.shifts - 31)
        x += np.copysign(0.5, x)
        # Clamping before the truncation gives the same, for the bounds are integers.
        np.clip(x, self.low - self.zero_point, self.high - self.zero_point, out=x)
        return (x.astype(np.int32) + np.int32(self.zero_point)).astype(np.int8)
