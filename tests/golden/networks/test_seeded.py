"""Networks with seeded weights: legal files, exact in every tensor, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from golden import load_model
from golden.comparison import compare
from golden.networks import seeded
from golden.networks.architectures import ARCHITECTURES
from golden.networks.shipped import load_images
from golden.reference import Resolver, open_reference
from golden.tflite import read_graph

SMALL = {
    "alexnet": 67,
    "vgg16": 32,
    "resnet50": 32,
    "mobilenet_v1": 32,
    "mobilenet_v2": 32,
    "yolov2": 32,
    "yolov2_small": 64,
}
"""Heights and widths of images that are made in a moment."""

OPERATORS = {
    "alexnet": {"CONV_2D": 5, "FULLY_CONNECTED": 3, "MAX_POOL_2D": 3, "SOFTMAX": 1},
    "vgg16": {"CONV_2D": 13, "FULLY_CONNECTED": 3, "MAX_POOL_2D": 5, "SOFTMAX": 1},
    "resnet50": {"CONV_2D": 53, "ADD": 16, "FULLY_CONNECTED": 1, "MEAN": 1, "SOFTMAX": 1},
    "mobilenet_v1": {"CONV_2D": 14, "DEPTHWISE_CONV_2D": 13, "FULLY_CONNECTED": 1, "MEAN": 1},
    "mobilenet_v2": {"CONV_2D": 35, "DEPTHWISE_CONV_2D": 17, "ADD": 10, "FULLY_CONNECTED": 1},
    "yolov2": {"CONV_2D": 23, "LEAKY_RELU": 22, "SPACE_TO_DEPTH": 1, "CONCATENATION": 1},
    "yolov2_small": {"CONV_2D": 23, "LEAKY_RELU": 22, "SPACE_TO_DEPTH": 1, "CONCATENATION": 1},
}


def check_exact(path: Path) -> None:
    """Every tensor equals that of TFLite's reference kernels, and none is flat."""
    model = load_model(path)
    images, _ = load_images(path)
    assert len(images) == seeded.PHOTOS
    reference = open_reference(model, path, Resolver.REFERENCE)
    found = list(compare(model, reference, (images[:1],), lambda _done: None))
    assert len(found) == len(model.layers)
    assert not [entry for entry in found if entry.running or entry.alone]
    for name, values in model.trace(images[:1]).items():
        assert len(np.unique(values)) > 4, name


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_small_ones_are_exact(name: str, tmp_path: Path) -> None:
    path = seeded.make(name, tmp_path, size=SMALL[name])
    counts = Counter(operator.op for operator in read_graph(path).operators)
    assert {op: counts[op] for op in OPERATORS[name]} == OPERATORS[name]
    check_exact(path)


@pytest.mark.networks
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_full_ones_are_exact(name: str, tmp_path: Path) -> None:
    check_exact(seeded.make(name, tmp_path))


def test_the_seed_says_all(tmp_path: Path) -> None:
    first, again = (seeded.make("mobilenet_v2", tmp_path / at, size=32) for at in ("a", "b"))
    other = seeded.make("mobilenet_v2", tmp_path / "a", size=32, seed=1)
    assert first.read_bytes() == again.read_bytes()
    assert other != first
    assert other.read_bytes() != first.read_bytes()


def test_what_is_there_stays(tmp_path: Path) -> None:
    path = seeded.make("yolov2_small", tmp_path, size=32)
    path.write_bytes(b"mine")
    assert seeded.make("yolov2_small", tmp_path, size=32).read_bytes() == b"mine"
    assert {file.name for file in tmp_path.iterdir()} == {
        "yolov2_small_32.tflite",
        "yolov2_small_32.npz",
    }


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("vgg16", 16, "pool5 sees 2 x 2 pixels where 1 x 1 are left"),
        ("yolov2", 48, "passthrough cuts 3 x 3 into blocks of 2"),
        ("alexnet", 10, "conv1 sees 11 x 11 pixels where 10 x 10 are left"),
    ],
)
def test_sizes_that_a_network_cannot_take(
    name: str, size: int, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seeded.main([name, "--size", str(size), "--out", str(tmp_path)]) == 2
    said = f"error: {name} cannot take images of {size} x {size} pixels: {why}\n"
    assert capsys.readouterr().err == said
    assert not list(tmp_path.iterdir())
