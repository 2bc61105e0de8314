"""The range a fused activation leaves of an integer type (TFLite's CalculateActivationRange)."""

from __future__ import annotations

from enum import Enum

import numpy as np

from golden.quant.rounding import round_half_away


class Activation(Enum):
    """Fused activations that only clamp; each value gives the real bounds."""

    NONE = (None, None)
    RELU = (0.0, None)
    RELU_N1_TO_1 = (-1.0, 1.0)
    RELU6 = (0.0, 6.0)
    RELU_0_TO_1 = (0.0, 1.0)

    def bounds(
        self, scale: np.float32, zero_point: int, low: int = -128, high: int = 127
    ) -> tuple[int, int]:
        """Clamping bounds in stored units within `low`..`high` of the output's type."""
        floor, ceiling = self.value

        def stored(real: float) -> int:
            # TFLite divides in float32 before it rounds.
            return zero_point + int(round_half_away(np.float32(real) / np.float32(scale)))

        if floor is not None:
            low = max(low, stored(floor))
        if ceiling is not None:
            high = min(high, stored(ceiling))
        return low, high
