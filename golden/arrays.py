"""Arrays in files: `.npy` and `.npz`, read without trust in what they hold."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.errors import InputError

_UNREADABLE = (
    OSError,
    ValueError,
    EOFError,
    MemoryError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy raises for files that are missing, empty, cut off, encrypted or something else."""


def read_arrays(path: Path, what: str) -> npt.NDArray[Any] | dict[str, npt.NDArray[Any]]:
    """The array of an `.npy`, or all arrays of an `.npz` by name.

    Args:
        path: of the file.
        what: is read from it, for the message.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        stored = np.load(path, allow_pickle=False)
        if isinstance(stored, np.ndarray):
            return stored
        with stored:
            return {name: stored[name] for name in stored.files}
    except _UNREADABLE as fault:
        raise InputError(f"cannot read {what} from {path}: {fault}") from None


def read_array(path: Path, what: str) -> npt.NDArray[Any]:
    """The array of an `.npy`; raises as `read_arrays` does, and for an `.npz`."""
    stored = read_arrays(path, what)
    if isinstance(stored, dict):
        raise InputError(f"cannot read {what} from {path}: it is no .npy file with one array")
    return stored


def array_called(
    name: str, stored: dict[str, npt.NDArray[Any]], path: Path, what: str
) -> npt.NDArray[Any]:
    """The array `name` of those that `read_arrays` found in an `.npz`.

    Raises:
        InputError: there is none.
    """
    if name not in stored:
        raise InputError(f"cannot read {what} from {path}: it holds no array '{name}'")
    return stored[name]
