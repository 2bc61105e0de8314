"""The networks that the Kraken paper measures, and YOLOv2 in two sizes, in int8, seeded weights.

`python -m golden.networks.seeded` builds them in Keras, quantises them on real photographs and
caches them under build/models; no trained int8 file of them is to be had. Weights do not matter
for exactness, clocks or speed: shapes do. Those of the paper's networks come from the tables in
`golden.networks.tables`; pooling, activations and shortcuts are added here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from golden.errors import GoldenError, InputError
from golden.frontends.keras import quantise_keras, quiet_tensorflow
from golden.graph import Tensor
from golden.networks import tables
from golden.networks.photos import photo_crops
from golden.networks.shipped import save_images
from golden.tflite import read_graph

if TYPE_CHECKING:
    import keras

DEFAULT_FOLDER = Path("build/models")
CALIBRATION_PHOTOS = 8
SHIPPED_PHOTOS = 4


def alexnet(size: int = 227) -> keras.Model:
    """AlexNet with its two groups."""
    import keras
    from keras import layers

    image = x = keras.Input((size, size, 3))
    for layer in tables.alexnet():
        s = layer.shape
        x = layers.Conv2D(
            s.co,
            s.kh,
            strides=s.sh,
            groups=s.groups,
            padding="same" if s.pad_top else "valid",
            activation="relu",
            kernel_initializer="he_normal",
        )(x)
        if layer.name in ("conv1", "conv2", "conv5"):
            x = layers.MaxPooling2D(3, 2)(x)
    return keras.Model(image, _dense(layers.Flatten()(x), "alexnet"), name="alexnet")


def vgg16(size: int = 224) -> keras.Model:
    """VGG-16."""
    import keras
    from keras import layers

    image = x = keras.Input((size, size, 3))
    for filters, repeats in tables.VGG16_BLOCKS:
        for _ in range(repeats):
            x = layers.Conv2D(
                filters, 3, padding="same", activation="relu", kernel_initializer="he_normal"
            )(x)
        x = layers.MaxPooling2D(2)(x)
    return keras.Model(image, _dense(layers.Flatten()(x), "vgg16"), name="vgg16")


def resnet50(size: int = 224) -> keras.Model:
    """ResNet-50; the strided 1x1 convolutions read an image that is thinned out already."""
    import keras
    from keras import layers

    def conv(x: Any, filters: int, kernel: int, **more: Any) -> Any:
        more = {"padding": "same", "kernel_initializer": "he_normal"} | more
        return layers.Conv2D(filters, kernel, **more)(x)

    image = keras.Input((size, size, 3))
    x = conv(image, 64, 7, strides=2, activation="relu")
    x = layers.MaxPooling2D(3, 2, padding="same")(x)
    for stage, (width, blocks) in enumerate(tables.RESNET50_STAGES):
        for block in range(blocks):
            if block == 0 and stage > 0:
                x = layers.MaxPooling2D(1, 2)(x)
            shortcut = conv(x, 4 * width, 1) if block == 0 else x
            y = conv(x, width, 1, activation="relu")
            y = conv(y, width, 3, activation="relu")
            x = layers.ReLU()(layers.Add()([shortcut, conv(y, 4 * width, 1)]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, _dense(x, "resnet50"), name="resnet50")


def yolov2(size: int = 416) -> keras.Model:
    """YOLOv2: 23 convolutions, leaky ReLU, passthrough by space-to-depth and concatenation."""
    return _yolov2(size, "yolov2", lambda filters: filters)


def yolov2_small(size: int = 224) -> keras.Model:
    """YOLOv2 with an eighth of the channels, 16 at least: less than a minute of simulation."""
    return _yolov2(size, "yolov2_small", lambda filters: max(16, filters // 8))


def _yolov2(size: int, name: str, width: Callable[[int], int]) -> keras.Model:
    import keras
    from keras import layers

    class SpaceToDepth(layers.Layer):
        """Blocks of 2 x 2 pixels become channels."""

        def call(self, x: Any) -> Any:
            import tensorflow as tf

            return tf.nn.space_to_depth(x, 2)

    def conv(x: Any, *plan: tuple[int, int]) -> Any:
        for filters, kernel in plan:
            x = layers.Conv2D(
                width(filters), kernel, padding="same", kernel_initializer="he_normal"
            )(x)
            x = layers.LeakyReLU(negative_slope=0.1)(x)
        return x

    image = keras.Input((size, size, 3))
    x = layers.MaxPooling2D(2)(conv(image, (32, 3)))
    x = layers.MaxPooling2D(2)(conv(x, (64, 3)))
    x = layers.MaxPooling2D(2)(conv(x, (128, 3), (64, 1), (128, 3)))
    x = layers.MaxPooling2D(2)(conv(x, (256, 3), (128, 1), (256, 3)))
    fine = conv(x, (512, 3), (256, 1), (512, 3), (256, 1), (512, 3))
    x = layers.MaxPooling2D(2)(fine)
    x = conv(x, (1024, 3), (512, 1), (1024, 3), (512, 1), (1024, 3), (1024, 3), (1024, 3))
    passthrough = SpaceToDepth()(conv(fine, (64, 1)))
    x = conv(layers.Concatenate()([passthrough, x]), (1024, 3))
    # Five anchors of four coordinates, an objectness and 20 classes each.
    x = layers.Conv2D(125, 1)(x)
    return keras.Model(image, x, name=name)


def _dense(x: Any, network: str) -> Any:
    """The network's fully connected layers; the first size of its table is that of `x`."""
    from keras import layers

    _, *sizes = tables.DENSE_SIZES[network]
    for size in sizes[:-1]:
        x = layers.Dense(size, activation="relu", kernel_initializer="he_normal")(x)
    return layers.Softmax()(layers.Dense(sizes[-1])(x))


NETWORKS: dict[str, tuple[Callable[[int], keras.Model], int]] = {
    "alexnet": (alexnet, 227),
    "vgg16": (vgg16, 224),
    "resnet50": (resnet50, 224),
    "yolov2": (yolov2, 416),
    "yolov2_small": (yolov2_small, 224),
}
"""Builder and usual input size by name."""


def make(name: str, folder: Path, size: int | None = None, seed: int = 0) -> Path:
    """The network's `.tflite`, from the folder if it is there already.

    Args:
        name: in `NETWORKS`.
        folder: where to keep it, with photographs beside it.
        size: height and width of its images, if not the usual.
        seed: of weights and calibration images.

    Raises:
        InputError: there are no photographs of that size, or the network cannot take them.
    """
    build, usual = NETWORKS[name]
    size = usual if size is None else size
    path = folder / (f"{name}.tflite" if size == usual else f"{name}_{size}.tflite")
    if path.exists():
        return path
    pixels = photo_crops(CALIBRATION_PHOTOS, size, size, 3, seed=seed)
    with quiet_tensorflow():
        import keras

        keras.utils.set_random_seed(seed)
        try:
            model = build(size)
        except ValueError as fault:
            text = " ".join(str(fault).split())
            raise InputError(
                f"{name} cannot take images of {size} x {size} pixels: {text}"
            ) from None
    photos = pixels.astype(np.float32) / np.float32(255)
    content = quantise_keras(model, photos)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    source: Tensor = read_graph(unfinished).inputs[0]
    save_images(path, source.quantise(photos[:SHIPPED_PHOTOS]))
    unfinished.rename(path)
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the networks named, or all; 2 when that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m golden.networks.seeded", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NETWORKS))
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="folder to write to")
    parser.add_argument("--size", type=int, help="height and width of the images")
    parser.add_argument("--seed", type=int, default=0, help="of weights and calibration images")
    args = parser.parse_args(arguments)
    unknown = [name for name in args.names if name not in NETWORKS]
    if unknown:
        parser.error(f"{unknown[0]} is none of {', '.join(NETWORKS)}")
    try:
        for name in args.names or NETWORKS:
            print(make(name, args.out, args.size, args.seed), flush=True)
    except (GoldenError, OSError) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
