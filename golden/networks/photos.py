"""Real photographs for models that take images, cut from the two that scikit-learn ships."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from golden.errors import InputError

HEIGHT, WIDTH = 427, 640
"""Of the photographs, in pixels."""


def photo_crops(
    count: int, height: int, width: int, channels: int, *, seed: int
) -> npt.NDArray[np.uint8]:
    """Random crops at random whole-number reductions.

    Args:
        count: of crops.
        height: of a crop, at most `HEIGHT`.
        width: of a crop, at most `WIDTH`.
        channels: 3 for colours, 1 for their mean.
        seed: of the places and reductions.

    Returns:
        uint8 [count, height, width, channels].

    Raises:
        InputError: a crop would be empty or larger than the photographs.
    """
    if not (1 <= height <= HEIGHT and 1 <= width <= WIDTH):
        raise InputError(
            f"no crop of {height} x {width} pixels can be cut from the photographs at hand: "
            f"choose 1 x 1 to {HEIGHT} x {WIDTH}"
        )
    from sklearn.datasets import load_sample_images

    rng = np.random.default_rng(seed)
    photos = load_sample_images().images
    crops = np.empty((count, height, width, 3), np.uint8)
    for i in range(count):
        photo = photos[i % len(photos)]
        most = min(photo.shape[0] // height, photo.shape[1] // width)
        step = int(rng.integers(1, most + 1))
        top = int(rng.integers(photo.shape[0] - height * step + 1))
        left = int(rng.integers(photo.shape[1] - width * step + 1))
        part = photo[top : top + height * step, left : left + width * step]
        # A mean over each step x step block reduces without aliasing.
        cells = part.reshape(height, step, width, step, 3)
        crops[i] = cells.mean(axis=(1, 3)).astype(np.uint8)
    if channels == 1:
        return crops.mean(axis=3, keepdims=True).astype(np.uint8)
    return crops
