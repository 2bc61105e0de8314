"""What quantisation cost: float and int8 predictions side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden.frontends.dataset import Dataset
from golden.model import Model

CHUNK = 64


@dataclass(frozen=True)
class Evaluation:
    """Accuracies where labels are known, and agreement in any case.

    Attributes:
        images: predicted by both.
        agreement: share of images with the same class.
        error: mean magnitude of the outputs' difference, in real units.
        float_accuracy: share of images that the float model gets right, or None.
        int8_accuracy: share of images that the int8 model gets right, or None.
    """

    images: int
    agreement: float
    error: float
    float_accuracy: float | None
    int8_accuracy: float | None

    def __str__(self) -> str:
        text = (
            f"{self.images} images: float and int8 agree on {self.agreement:.2%}, "
            f"outputs differ by {self.error:.4g} on average"
        )
        if self.float_accuracy is not None and self.int8_accuracy is not None:
            text += f"; accuracy float {self.float_accuracy:.2%}, int8 {self.int8_accuracy:.2%}"
        return text


def predict_real(model: Model, images: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Outputs in real units [N, ...] of a model with one int8 input and output."""
    source, target = model.tensors[model.inputs[0]], model.tensors[model.outputs[0]]
    parts = [
        target.dequantise(model.predict(source.quantise(images[i : i + CHUNK])))
        for i in range(0, len(images), CHUNK)
    ]
    return np.concatenate(parts)


def evaluate(model: Model, dataset: Dataset, real: npt.NDArray[np.float32]) -> Evaluation:
    """Compare the int8 model with the float model's outputs `real` [N, ...] on `dataset`."""
    stored = predict_real(model, dataset.images)
    wanted, found = (x.reshape(len(x), -1).argmax(axis=1) for x in (real, stored))
    labels = dataset.labels
    return Evaluation(
        images=len(real),
        agreement=float((wanted == found).mean()),
        error=float(np.abs(real.reshape(stored.shape) - stored).mean()),
        float_accuracy=None if labels is None else float((wanted == labels).mean()),
        int8_accuracy=None if labels is None else float((found == labels).mean()),
    )
