"""The Keras road: a small network from a file to a tested int8 model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden import Model
from golden.cli import main
from golden.comparison import compare
from golden.frontends.keras import quiet_tensorflow
from golden.networks.photos import photo_crops
from golden.reference import ReferenceModel


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with net.keras and two classes of pictures."""
    folder = tmp_path_factory.mktemp("network")
    with quiet_tensorflow():
        import keras
        import tensorflow as tf
        from keras import layers

        keras.utils.set_random_seed(1)
        image = keras.Input((16, 20, 3))
        x = layers.Conv2D(8, (3, 4), strides=2, padding="same")(image)
        x = layers.LeakyReLU(negative_slope=0.1)(x)
        y = layers.DepthwiseConv2D(3, padding="same", activation="relu6")(x)
        x = layers.GlobalAveragePooling2D()(layers.Add()([x, y]))
        keras.Model(image, layers.Dense(4, activation="softmax")(x)).save(folder / "net.keras")
        for i, pixels in enumerate(photo_crops(6, 32, 40, 3, seed=0)):
            place = folder / "pictures" / ("one" if i % 2 else "two")
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{i}.png").write_bytes(tf.io.encode_png(pixels).numpy())
    return folder


def test_from_file_to_tested_int8(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = network / "made" / "net.tflite"
    pictures = str(network / "pictures")
    source = str(network / "net.keras")
    assert main(["quantise", source, "--representative", pictures, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "6 images: float and int8 agree on" in printed
    assert "accuracy float" in printed
    assert [path.name for path in out.parent.iterdir()] == ["net.tflite"]
    model = Model.from_tflite(out)
    ops = {layer.op for layer in model.layers}
    assert {"CONV_2D", "LEAKY_RELU", "DEPTHWISE_CONV_2D", "ADD", "MEAN", "SOFTMAX"} <= ops
    x = np.random.default_rng(0).integers(-128, 128, (5, 16, 20, 3), np.int8)
    found = compare(model, ReferenceModel(out), (x,))
    assert sum(entry.running + entry.alone for entry in found) == 0


def test_unusable_sources_leave_nothing(network: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = network / "other" / "net.tflite"
    np.save(network / "wrong.npy", np.zeros((2, 3, 3, 3), np.float32))
    (network / "broken.keras").write_bytes(b"no archive")
    for source, images in (
        ("NoSuchNetwork", "pictures"),
        (str(network / "broken.keras"), "pictures"),
        (str(network / "net.keras"), "wrong.npy"),
        (str(network / "net.keras"), "nothing.npy"),
    ):
        arguments = ["--representative", str(network / images), "--out", str(out)]
        assert main(["quantise", source, *arguments]) == 2
        error = capsys.readouterr().err
        assert error.startswith("error: ")
        assert error.count("\n") == 1
    assert not out.parent.exists()
