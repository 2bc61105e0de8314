"""The shipped digit network: every tensor of every shipped image equals TFLite's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden import Conv2D, Dense, InputError, Model
from golden.comparison import compare
from golden.networks.shipped import DIGITS, images_path, load_images
from golden.reference import ReferenceModel


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.from_tflite(DIGITS)


def test_every_tensor_equals_tflite(model: Model) -> None:
    images, _ = load_images(DIGITS)
    assert len(images) >= 32
    found = compare(model, ReferenceModel(DIGITS), (images,))
    assert [entry.name for entry in found] == [name for x in model.layers for name in x.outputs]
    assert {entry.name: (entry.running, entry.alone) for entry in found} == dict.fromkeys(
        (entry.name for entry in found), (0, 0)
    )
    assert all(entry.values >= 10 * len(images) for entry in found)


def test_it_recognises_digits(model: Model) -> None:
    images, labels = load_images(DIGITS)
    hits = model.predict(images).argmax(-1) == labels
    assert hits.mean() >= 0.97


def test_it_has_what_the_engine_is_tried_on(model: Model) -> None:
    ops = {layer.op for layer in model.layers}
    assert ops == {
        "CONV_2D", "LEAKY_RELU", "MAX_POOL_2D", "SPACE_TO_DEPTH", "CONCATENATION", "RESHAPE",
        "FULLY_CONNECTED", "SOFTMAX",
    }  # fmt: skip
    convolutions = [layer for layer in model.layers if isinstance(layer, Conv2D)]
    kernels = {layer.kernel.shape[:2] for layer in convolutions}
    assert {(1, 1), (3, 3), (5, 5)} <= kernels
    assert {layer.stride for layer in convolutions} == {(1, 1), (2, 2)}
    assert {layer.window.padding for layer in convolutions} == {"SAME", "VALID"}
    assert sum(isinstance(layer, Dense) for layer in model.layers) == 2


def test_layers_chain_by_name_and_by_tap(model: Model) -> None:
    images, _ = load_images(DIGITS)
    tensors = model.trace(images[:3])
    names = [layer.name for layer in model.layers]
    assert len(set(names)) == len(names)
    for layer in model.layers:
        inputs = [tensors[name] for name in layer.inputs]
        assert np.array_equal(layer.forward(*inputs), tensors[layer.outputs[0]])
        if isinstance(layer, Conv2D | Dense):
            sums = layer.accumulate(inputs[0])
            assert sums.dtype == np.int32
            assert np.array_equal(layer.requantise(sums), tensors[layer.outputs[0]])


def test_batch_does_not_matter(model: Model) -> None:
    images, _ = load_images(DIGITS)
    together = model.predict(images[:5])
    singly = [model.predict(image[None])[0] for image in images[:5]]
    assert np.array_equal(together, np.stack(singly))
    assert np.array_equal(together, model.trace(images[:5])[model.outputs[0]])


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (np.zeros((1, 28, 28, 1), np.uint8), r"takes int8 \[N, 28, 28, 1\], not uint8"),
        (np.zeros((1, 28, 27, 1), np.int8), r"not int8 \[1, 28, 27, 1\]"),
        (np.zeros((28, 28, 1), np.int8), r"not int8 \[28, 28, 1\]"),
        (np.zeros((0, 28, 28, 1), np.int8), r"not int8 \[0, 28, 28, 1\]"),
    ],
)
def test_unfit_inputs_are_refused(model: Model, x: np.ndarray, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        model.predict(x)


def test_images_missing_or_broken(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read test images"):
        load_images(tmp_path / "model.tflite")
    images_path(tmp_path / "model.tflite").write_bytes(b"no archive")
    with pytest.raises(InputError, match="cannot read test images"):
        load_images(tmp_path / "model.tflite")
