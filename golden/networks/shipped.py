"""Test images beside a model: `NAME.tflite` and `NAME.npz`, `X.golden` and `X.golden.npz`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.arrays import array_called, read_arrays
from golden.errors import InputError

DATA = Path(__file__).parent / "data"
DIGITS = DATA / "digits.tflite"
"""The digit classifier; its test images are `load_images(DIGITS)`."""


def images_path(model: Path | str) -> Path:
    """Where the test images of `model` would be: other words than TFLite's have another name."""
    path = Path(model)
    return path.with_suffix(".npz" if path.suffix == ".tflite" else path.suffix + ".npz")


def save_images(
    model: Path | str, images: npt.NDArray[Any], labels: npt.ArrayLike | None = None
) -> None:
    """Store test images, ready for the model's input, beside `model`; -1 labels an unknown one."""
    if labels is None:
        labels = np.full(len(images), -1)
    np.savez_compressed(images_path(model), images=images, labels=np.asarray(labels, np.int64))


def load_images(model: Path | str) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """Test images [N, ...] of the model's input type, and labels int64 [N].

    Raises:
        InputError: there are none, or the file is not one that `save_images` wrote.
    """
    path, what = images_path(model), "test images"
    stored = read_arrays(path, what)
    if not isinstance(stored, dict):
        raise InputError(f"cannot read {what} from {path}: it is no .npz file")
    images, labels = (array_called(name, stored, path, what) for name in ("images", "labels"))
    return images, labels
