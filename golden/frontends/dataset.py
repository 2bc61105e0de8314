"""Images and labels from a folder of pictures, an .npy or an .npz."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.arrays import array_called, read_arrays
from golden.errors import InputError

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif")


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images float32 [N, ...] and, where they are known, labels int64 [N]."""

    images: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64] | None = None


def load_dataset(path: Path | str, shape: tuple[int, ...], divide: float = 255.0) -> Dataset:
    """A dataset of one image shape.

    Args:
        path: a folder of pictures, whose subfolders, if there are any, are classes in alphabetic
            order; an .npy with images; or an .npz with 'images' and perhaps 'labels'.
        shape: of an image, as the model takes it; pictures are resized to it.
        divide: what 8-bit pixels are divided by.

    Raises:
        InputError: there are no images, or they do not have that shape.
    """
    path = Path(path)
    if path.is_dir():
        return _from_folder(path, shape, divide)
    stored = read_arrays(path, "images")
    if isinstance(stored, dict):
        images = array_called("images", stored, path, "images")
        labels = stored.get("labels")
    else:
        images, labels = stored, None
    if images.shape[1:] != shape or not len(images):
        raise InputError(f"{path} holds {list(images.shape)}, but an image is {list(shape)}")
    if labels is not None and labels.shape != (len(images),):
        raise InputError(f"{path} holds {list(labels.shape)} labels for {len(images)} images")
    return Dataset(_real(images, divide), None if labels is None else labels.astype(np.int64))


def _real(images: npt.NDArray[Any], divide: float) -> npt.NDArray[np.float32]:
    if images.dtype == np.uint8:
        return images.astype(np.float32) / np.float32(divide)
    return images.astype(np.float32)


def _from_folder(folder: Path, shape: tuple[int, ...], divide: float) -> Dataset:
    files = sorted(f for f in folder.rglob("*") if f.suffix.lower() in PICTURES)
    if not files:
        raise InputError(f"{folder} holds no pictures ({', '.join(PICTURES)})")
    if len(shape) != 3 or shape[2] not in (1, 3):
        raise InputError(f"pictures cannot become images of shape {list(shape)}: use an .npy")
    images = np.stack([_picture(f, shape) for f in files]) / np.float32(divide)
    classes = sorted({f.parent for f in files})
    labels = None
    if len(classes) > 1:
        labels = np.array([classes.index(f.parent) for f in files], np.int64)
    return Dataset(images, labels)


def _picture(path: Path, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    from PIL import Image  # of the extra packages: only pictures need it

    height, width, channels = shape
    try:
        with Image.open(path) as picture:
            pixels = picture.convert("L" if channels == 1 else "RGB")
            resized = pixels.resize((width, height), Image.Resampling.BILINEAR)
    except (OSError, ValueError, Image.DecompressionBombError) as fault:
        raise InputError(f"cannot read the picture {path}: {fault}") from None
    return np.asarray(resized, np.float32).reshape(shape)
