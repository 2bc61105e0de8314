"""One call from a float model to a tested int8 file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from golden.frontends.keras import load_keras, quantise_keras, quiet_tensorflow
from golden.frontends.report import QuantisationReport, report
from golden.frontends.samples import load_samples
from golden.model import Model


def quantise(
    source: str,
    representative: Path | str,
    out: Path | str,
    *,
    test: Path | str | None = None,
    weights: str | None = None,
    divide: float = 255.0,
) -> QuantisationReport:
    """Load a Keras model, quantise it to int8, test both and save the result.

    Args:
        source: what `golden.frontends.keras.load_keras` takes.
        representative: images that calibrate the ranges, as `load_samples` takes them.
        out: the `.tflite` to write, once it is complete.
        test: images to test with, perhaps with labels; the representative ones if left out.
        weights: for a name in `keras.applications`.
        divide: what 8-bit pixels are divided by.

    Returns:
        Accuracies or agreement of the two models.

    Raises:
        InputError: model or images cannot be read, or do not fit each other.
    """
    out = Path(out)
    model = load_keras(source, weights)
    shape = tuple(model.input_shape[1:])
    calibration = load_samples(representative, shape, divide)
    samples = calibration if test is None else load_samples(test, shape, divide)
    with quiet_tensorflow():
        real = np.asarray(model.predict(samples.images, verbose=0), np.float32)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(out.name + ".part")
    try:
        unfinished.write_bytes(quantise_keras(model, calibration.images))
        result = report(Model.from_tflite(unfinished), samples, real)
        unfinished.rename(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return result
