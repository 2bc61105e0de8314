"""The guarded way to TFLite's own tensors: files it refuses, values at which it aborts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden import InputError, Model, ModelError
from golden.networks.shipped import DIGITS, load_images
from golden.reference import ReferenceModel, reference_trace
from tests.golden.minting import T, mint, options
from tests.golden.strategies import bias as biases
from tests.golden.strategies import channel_scales, data


def test_every_computed_tensor_by_name() -> None:
    model = Model.from_tflite(DIGITS)
    x = load_images(DIGITS)[0][:1]
    found, ours = reference_trace(model, DIGITS, x), model.trace(x)
    assert found.keys() == ours.keys()
    assert all(np.array_equal(found[name], ours[name]) for name in ours)


def test_a_bias_axis_that_tflite_refuses(tmp_path: Path) -> None:
    path = tmp_path / "net.tflite"
    scales = channel_scales(3, 4, 0.02)
    kernel = T((4, 3, 3, 2), scales, data=data(1, (4, 3, 3, 2)))
    bias = T((4,), scales * np.float32(0.5), data=biases(1, 4, 99), dtype=np.int32, axis=3)
    path.write_bytes(
        mint(
            "CONV_2D",
            [T((1, 6, 6, 2), 0.5, 7), kernel, bias],
            [T((1, 6, 6, 4), 1.5, -3)],
            options("Conv2DOptions", padding=0, strideH=1, strideW=1),
        )
    )
    with pytest.raises(ModelError, match="TFLite refuses the model"):
        ReferenceModel(path)
    model, x = Model.from_tflite(path), data(2, (1, 6, 6, 2))
    assert np.array_equal(reference_trace(model, path, x)["out0"], model.predict(x))


def test_a_softmax_at_which_tflite_aborts(tmp_path: Path) -> None:
    """Without the guard this ends the process."""
    path = tmp_path / "softmax.tflite"
    path.write_bytes(
        mint(
            "SOFTMAX",
            [T((1, 512), 0.001)],
            [T((1, 512), 1 / 256, -128)],
            options("SoftmaxOptions", beta=1.0),
        )
    )
    model, x = Model.from_tflite(path), np.zeros((1, 512), np.int8)
    with pytest.raises(InputError, match="reference kernel aborts"):
        reference_trace(model, path, x)
    x[0, ::2] = 127
    x[0, 1::2] = -128
    assert np.array_equal(reference_trace(model, path, x)["out0"], model.predict(x))
