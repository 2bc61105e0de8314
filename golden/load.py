"""Reading a model from a file of either kind."""

from __future__ import annotations

from pathlib import Path

from golden.errors import CorruptModelError
from golden.model import Model


def load_model(path: Path | str) -> Model:
    """Read a TFLite model, or one in a quantisation scheme; the file's content says which.

    Raises:
        ModelError: the file is neither, is corrupt, or uses something that is not supported.
    """
    from golden.schemes.storage import MAGIC, read_model

    try:
        with Path(path).open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError as fault:
        raise CorruptModelError(f"cannot read {path}: {fault.strerror}") from None
    return read_model(path) if start == MAGIC else Model.from_tflite(path)
