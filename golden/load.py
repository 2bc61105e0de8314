"""Reading a model from a file of either kind."""

from __future__ import annotations

from pathlib import Path

from golden.model import Model
from golden.schemes.storage import is_saved_model, read_model


def load_model(path: Path | str) -> Model:
    """Read a TFLite model, or one in a quantisation scheme; the file's content says which.

    Raises:
        ModelError: the file is neither, is corrupt, or uses something that is not supported.
    """
    return read_model(path) if is_saved_model(path) else Model.from_tflite(path)
