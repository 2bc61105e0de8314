"""Images and labels from files, and float against int8 on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden import InputError, Model
from golden.frontends.dataset import Dataset, load_dataset
from golden.frontends.evaluation import evaluate, predict_real
from golden.networks.shipped import DIGITS, load_images

SHAPE = (4, 5, 3)


def test_arrays(tmp_path: Path) -> None:
    pixels = np.arange(2 * 60, dtype=np.uint8).reshape(2, *SHAPE)
    np.save(tmp_path / "x.npy", pixels)
    dataset = load_dataset(tmp_path / "x.npy", SHAPE)
    assert dataset.images.dtype == np.float32
    assert np.array_equal(dataset.images, pixels.astype(np.float32) / np.float32(255))
    assert dataset.labels is None
    real = pixels.astype(np.float64) / 7
    np.savez(tmp_path / "x.npz", images=real, labels=[4, 2])
    dataset = load_dataset(tmp_path / "x.npz", SHAPE)
    assert np.array_equal(dataset.images, real.astype(np.float32))
    assert dataset.labels is not None
    assert dataset.labels.tolist() == [4, 2]


def test_unfit_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    with pytest.raises(InputError, match="cannot read images"):
        load_dataset(path, SHAPE)
    np.savez(path, pictures=np.zeros((2, *SHAPE)))
    with pytest.raises(InputError, match="cannot read images"):
        load_dataset(path, SHAPE)
    np.savez(path, images=np.zeros((2, 4, 4, 3)))
    with pytest.raises(InputError, match=r"holds \[2, 4, 4, 3\], but an image is \[4, 5, 3\]"):
        load_dataset(path, SHAPE)
    np.savez(path, images=np.zeros((2, *SHAPE)), labels=[1, 2, 3])
    with pytest.raises(InputError, match=r"\[3\] labels for 2 images"):
        load_dataset(path, SHAPE)
    with pytest.raises(InputError, match="holds no pictures"):
        load_dataset(tmp_path, SHAPE)


def test_evaluation_on_the_digits() -> None:
    model = Model.from_tflite(DIGITS)
    stored, labels = load_images(DIGITS)
    images = model.tensors[model.inputs[0]].dequantise(stored)
    real = predict_real(model, images)
    assert np.array_equal(real, (model.predict(stored).astype(np.float32) + 128) / 256)
    same = evaluate(model, Dataset(images, labels), real)
    assert same.agreement == 1.0
    assert same.error == 0.0
    assert same.float_accuracy == same.int8_accuracy
    # Turning four of the float predictions round shows in agreement and accuracy.
    other = real.copy()
    other[:4] = np.roll(other[:4], 1, axis=1)
    changed = evaluate(model, Dataset(images, labels), other)
    assert changed.agreement == 1 - 4 / len(images)
    assert changed.error > 0
    assert changed.float_accuracy == pytest.approx((same.float_accuracy or 0) - 4 / len(images))
    assert "accuracy float" in str(changed)
    assert "accuracy" not in str(evaluate(model, Dataset(images), real))
