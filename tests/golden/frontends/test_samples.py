"""Images and labels from files, and the report on float against int8."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden import InputError, Model
from golden.frontends.report import predict_real, report
from golden.frontends.samples import Samples, load_samples
from golden.networks.shipped import DIGITS, load_images

SHAPE = (4, 5, 3)


def test_arrays(tmp_path: Path) -> None:
    pixels = np.arange(2 * 60, dtype=np.uint8).reshape(2, *SHAPE)
    np.save(tmp_path / "x.npy", pixels)
    samples = load_samples(tmp_path / "x.npy", SHAPE)
    assert samples.images.dtype == np.float32
    assert np.array_equal(samples.images, pixels.astype(np.float32) / np.float32(255))
    assert samples.labels is None
    real = pixels.astype(np.float64) / 7
    np.savez(tmp_path / "x.npz", images=real, labels=[4, 2])
    samples = load_samples(tmp_path / "x.npz", SHAPE)
    assert np.array_equal(samples.images, real.astype(np.float32))
    assert samples.labels is not None
    assert samples.labels.tolist() == [4, 2]


def test_unfit_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    with pytest.raises(InputError, match="cannot read images"):
        load_samples(path, SHAPE)
    np.savez(path, pictures=np.zeros((2, *SHAPE)))
    with pytest.raises(InputError, match="cannot read images"):
        load_samples(path, SHAPE)
    np.savez(path, images=np.zeros((2, 4, 4, 3)))
    with pytest.raises(InputError, match=r"holds \[2, 4, 4, 3\], but an image is \[4, 5, 3\]"):
        load_samples(path, SHAPE)
    np.savez(path, images=np.zeros((2, *SHAPE)), labels=[1, 2, 3])
    with pytest.raises(InputError, match=r"\[3\] labels for 2 images"):
        load_samples(path, SHAPE)
    with pytest.raises(InputError, match="holds no pictures"):
        load_samples(tmp_path, SHAPE)


def test_report_on_the_digits() -> None:
    model = Model.from_tflite(DIGITS)
    stored, labels = load_images(DIGITS)
    images = model.tensors[model.inputs[0]].dequantise(stored)
    real = predict_real(model, images)
    assert np.array_equal(real, (model.predict(stored).astype(np.float32) + 128) / 256)
    same = report(model, Samples(images, labels), real)
    assert same.agreement == 1.0
    assert same.error == 0.0
    assert same.float_accuracy == same.int8_accuracy
    # Turning four of the float predictions round shows in agreement and accuracy.
    other = real.copy()
    other[:4] = np.roll(other[:4], 1, axis=1)
    changed = report(model, Samples(images, labels), other)
    assert changed.agreement == 1 - 4 / len(images)
    assert changed.error > 0
    assert changed.float_accuracy == pytest.approx((same.float_accuracy or 0) - 4 / len(images))
    assert "accuracy float" in str(changed)
    assert "accuracy" not in str(report(model, Samples(images), real))
