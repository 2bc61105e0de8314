"""Layer tables of the networks that the Kraken paper (arXiv 2112.02793) measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.tiling import Tiling


@dataclass(frozen=True)
class NetworkLayer:
    """A convolutional or dense layer.

    Attributes:
        name: as in the network's paper.
        shape: one group of it.
        groups: groups, done one after another.
    """

    name: str
    shape: ConvShape
    groups: int = 1

    def q(self, params: ArrayParams) -> int:
        """Q, clocks of computing."""
        return self.groups * Tiling(self.shape, params).q

    @property
    def macs_valid(self) -> int:
        """Products that do not involve padding."""
        return self.groups * self.shape.macs_valid


def efficiency(layers: Sequence[NetworkLayer], params: ArrayParams) -> float:
    """Valid MACs over the products that the array could do in the layers' Q clocks."""
    clocks = sum(layer.q(params) for layer in layers)
    return sum(layer.macs_valid for layer in layers) / (clocks * params.rows * params.cols)


def _square(
    name: str, size: int, ci: int, co: int, k: int, pad: int, groups: int = 1
) -> NetworkLayer:
    """A layer of stride 1 on a square image, the same padding on all sides."""
    shape = ConvShape(1, size, size, ci, co, k, k, 1, 1, pad, pad, pad, pad)
    return NetworkLayer(name, shape, groups)


VGG16_BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""Filters and convolutions of each block between poolings."""

RESNET50_STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))
"""Width and bottleneck blocks of each stage; a block puts out four times its width."""


def alexnet() -> list[NetworkLayer]:
    """The convolutions of AlexNet with its two groups."""
    return [
        NetworkLayer("conv1", ConvShape(1, 227, 227, 3, 96, 11, 11, 4, 4)),
        _square("conv2", 27, 48, 128, 5, 2, groups=2),
        _square("conv3", 13, 256, 384, 3, 1),
        _square("conv4", 13, 192, 192, 3, 1, groups=2),
        _square("conv5", 13, 192, 128, 3, 1, groups=2),
    ]


def vgg16() -> list[NetworkLayer]:
    """The convolutions of VGG-16."""
    layers = []
    ci, size = 3, 224
    for block, (co, repeats) in enumerate(VGG16_BLOCKS, 1):
        for index in range(1, repeats + 1):
            layers.append(_square(f"conv{block}_{index}", size, ci, co, 3, 1))
            ci = co
        size //= 2
    return layers


def resnet50() -> list[NetworkLayer]:
    """The convolutions of ResNet-50; 1x1 with stride 2 reads an image already thinned out."""
    first = ConvShape(1, 224, 224, 3, 64, 7, 7, 2, 2, 3, 3, 3, 3)
    layers = [NetworkLayer("conv1", first)]
    ci, size = 64, 56
    for stage, (width, blocks) in enumerate(RESNET50_STAGES, 2):
        for block in range(1, blocks + 1):
            name = f"conv{stage}_{block}"
            if block == 1:
                layers.append(_square(f"{name} shortcut", size, ci, 4 * width, 1, 0))
            layers += [
                _square(f"{name}a", size, ci, width, 1, 0),
                _square(f"{name}b", size, width, width, 3, 1),
                _square(f"{name}c", size, width, 4 * width, 1, 0),
            ]
            ci = 4 * width
        size //= 2
    return layers


def dense_layers(sizes: Sequence[int], frames: int) -> list[NetworkLayer]:
    """Fully connected layers from each size to the next, with frames as matrix rows."""
    return [
        NetworkLayer(f"fc{i}", ConvShape.dense(frames, ci, co))
        for i, (ci, co) in enumerate(pairwise(sizes), 1)
    ]


CONVOLUTIONS = {"AlexNet": alexnet, "VGG-16": vgg16, "ResNet-50": resnet50}
"""The networks by name."""

DENSE_SIZES = {
    "AlexNet": (9216, 4096, 4096, 1000),
    "VGG-16": (25088, 4096, 4096, 1000),
    "ResNet-50": (2048, 1000),
}
"""Values between their fully connected layers."""
