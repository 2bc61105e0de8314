"""TFLite's way from 32-bit sums to 8 bits: fixed-point multipliers, rounding, zero point, clamp."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.quant.fixed_point import mbqm, mbqm_single, quantize_multipliers
from golden.quant.output_stage import Channels, OutputStage
from golden.quant.rounding import Rounding, round_half_away

EXACT_SUM = 1 << 21
"""Sums below this (after a left shift) go through float64 without losing a bit."""

HALF = float(np.nextafter(0.5, 0.0))
"""The greatest float64 below one half."""

MIN_RIGHT_SHIFT = 3
"""Below this, what the first of two roundings adds is too much to be told from a half."""

BLOCK = 1 << 15
"""Values requantised at a time, so that the float64 scratch stays in the L2 cache."""


@dataclass(frozen=True, eq=False)
class Requantiser(OutputStage):
    """TFLite's requantisation of sums whose last axis is the channel.

    Attributes:
        multipliers: float64 [channels] or [1], input scale * kernel scale / output scale.
        zero_point: of the output.
        low: least stored output value (the fused activation's lower bound).
        high: greatest stored output value.
        rounding: DOUBLE for TFLite's convolutions, REAL for its fully connected layers.
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
        """The definition: int32 [..., channels] (bias included) to int8."""
        if self.rounding is Rounding.REAL:
            scaled = round_half_away(sums * self.multipliers).astype(np.int64)
        elif self.rounding is Rounding.DOUBLE:
            scaled = mbqm(sums, self.mantissas, self.shifts)
        else:
            scaled = mbqm_single(sums, self.mantissas, self.shifts)
        return np.clip(scaled + self.zero_point, self.low, self.high).astype(np.int8)

    def exact_at(
        self, sums: npt.NDArray[Any], channels: npt.NDArray[np.intp]
    ) -> npt.NDArray[np.int8]:
        """`exact` of single sums [n] (integers of any type) of the given channels [n]."""
        chosen = self if len(self.multipliers) == 1 else self.of_channels(channels)
        return chosen._block(sums.astype(np.int32))

    @property
    def early_rounding(self) -> float | None:
        """DOUBLE rounds the high half of the product first; a small right shift makes that much."""
        if self.rounding is not Rounding.DOUBLE:
            return 0.0
        right = int(-self.shifts.max())
        return 2.0 ** -(right + 1) if right >= MIN_RIGHT_SHIFT else None

    def steps(self, channel: int) -> str:
        """Multiplier as mantissa and shift, and the rounding."""
        c = channel % len(self.multipliers)
        return (
            f"multiplier {self.multipliers[c]:.10g} = {self.mantissas[c]} * "
            f"2**{self.shifts[c] - 31}, shift {self.shifts[c]}, {self.rounding.value} rounding"
        )

    def of_channels(self, channels: Channels) -> Requantiser:
        """The same for a choice of the channels."""
        chosen = copy(self)
        for name in ("multipliers", "mantissas", "shifts"):
            object.__setattr__(chosen, name, getattr(self, name)[channels])
        return chosen

    def __call__(
        self, sums: npt.NDArray[np.int32], bias: npt.NDArray[np.int32] | None = None
    ) -> npt.NDArray[np.int8]:
        """int32 [..., channels] plus `bias` [channels] to int8, equal to `exact`.

        The fast path holds everything in float64. With sum << left below 2**21 and a mantissa
        below 2**31 the product has at most 52 bits, so it and the half added to it are exact;
        what follows the first rounding is an integer below 2**22 divided by a power of two.
        Blocks with a greater sum take the int64 definition. REAL is float64 anyway.
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
        if self.rounding is Rounding.REAL:
            x = np.multiply(sums, self.multipliers, dtype=np.float64)
            # The greatest float below one half: x + 1/2 may round up to the next integer where
            # x is a hair below a half, x + HALF never does, and halves still reach it.
            return self._finish(x, HALF)
        mantissas = self.mantissas.astype(np.float64)
        left = np.maximum(self.shifts, 0)
        limit = EXACT_SUM >> int(min(left.max(initial=0), 30))
        if sums.max(initial=0) >= limit or sums.min(initial=0) <= -limit:
            return self.exact(sums)
        if self.rounding is Rounding.DOUBLE:
            x = np.multiply(sums, np.ldexp(mantissas, left - 31), dtype=np.float64)
            x += 0.5
            np.floor(x, out=x)
            x *= np.ldexp(1.0, np.minimum(self.shifts, 0))
        else:
            x = np.multiply(sums, np.ldexp(mantissas, self.shifts - 31), dtype=np.float64)
        return self._finish(x, 0.5)

    def _finish(self, x: npt.NDArray[np.float64], half: float) -> npt.NDArray[np.int8]:
        """Round half away from zero, add the zero point and clamp; changes `x`."""
        x += np.copysign(half, x)
        # Clamping before the truncation gives the same, for the bounds are integers.
        np.clip(x, self.low - self.zero_point, self.high - self.zero_point, out=x)
        return (x.astype(np.int32) + np.int32(self.zero_point)).astype(np.int8)
