"""One call from a float model to a tested int8 file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from golden.frontends.dataset import load_dataset
from golden.frontends.evaluation import Evaluation, evaluate
from golden.model import Model

Images = npt.NDArray[np.float32]


@dataclass(frozen=True)
class FloatModel:
    """A float model of any framework.

    Attributes:
        shape: of an image [N, H, W, C] without N.
        predict: float outputs [N, ...] for images.
        to_int8: content of the `.tflite`, calibrated with the images.
    """

    shape: tuple[int, ...]
    predict: Callable[[Images], Images]
    to_int8: Callable[[Images], bytes]


def load_float(source: str, weights: str | None = None) -> FloatModel:
    """A `.pt2` exported program of PyTorch, an `.onnx`, or what `load_keras` takes.

    Raises:
        InputError: the model cannot be read, or its framework is not installed.
    """
    if Path(source).suffix == ".pt2":
        from golden.frontends import torch

        program = torch.load_program(source)
        return FloatModel(
            torch.image_shape(program),
            lambda images: torch.predict_torch(program, images),
            lambda images: torch.quantise_torch(program, images),
        )
    if Path(source).suffix == ".onnx":
        from golden.frontends.onnx import OnnxModel

        network = OnnxModel(source)
        return FloatModel(network.shape, network.predict, network.to_int8)
    from golden.frontends.keras import load_keras, predict_keras, quantise_keras

    model = load_keras(source, weights)
    return FloatModel(
        tuple(model.input_shape[1:]),
        lambda images: predict_keras(model, images),
        lambda images: quantise_keras(model, images),
    )


def quantise(
    source: str,
    representative: Path | str,
    out: Path | str,
    *,
    test: Path | str | None = None,
    weights: str | None = None,
    divide: float = 255.0,
) -> Evaluation:
    """Load a float model, quantise it to int8, test both and save the result.

    Args:
        source: what `load_float` takes.
        representative: images that calibrate the ranges, as `load_dataset` takes them.
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
    model = load_float(source, weights)
    calibration = load_dataset(representative, model.shape, divide)
    tested = calibration if test is None else load_dataset(test, model.shape, divide)
    real = model.predict(tested.images)
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(out.name + ".part")
    try:
        unfinished.write_bytes(model.to_int8(calibration.images))
        result = evaluate(Model.from_tflite(unfinished), tested, real)
        unfinished.rename(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return result
