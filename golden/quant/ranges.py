"""Scales and zero points for ranges of real values, as TFLite's converter chooses them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

STEPS = 255
"""Steps between the least and the greatest int8 word."""
GREATEST = 127
"""Greatest magnitude of a weight, whose words lie symmetrically about 0."""


def affine(low: float, high: float) -> tuple[np.float32, int]:
    """Scale and zero point of int8 words that hold `low` to `high`, and 0 exactly.

    Args:
        low: least value.
        high: greatest value.
    """
    low, high = min(low, 0.0), max(high, 0.0)
    scale = np.float32((high - low) / STEPS) if high > low else np.float32(1)
    zero_point = round(-128 - low / float(scale))
    return scale, max(-128, min(zero_point, 127))


def symmetric(
    weights: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Weights as int8 with a scale for each index of the first axis, and zero point 0.

    Args:
        weights: float32 of any shape.

    Returns:
        int8 of the same shape, and float32 scales.
    """
    flat = weights.reshape(len(weights), -1)
    greatest = np.abs(flat).max(axis=1)
    scales = np.where(greatest > 0, greatest / np.float32(GREATEST), 1).astype(np.float32)
    stored = np.rint(flat / scales[:, None])
    return stored.astype(np.int8).reshape(weights.shape), scales
