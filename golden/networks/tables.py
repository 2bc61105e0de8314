"""Layer tables of MobileNetV1 and of the networks of the Kraken paper (arXiv 2112.02793)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.tiling import Tiling
from golden.kraken.lowering.lower import lower
from golden.kraken.lowering.plan import Plan


@dataclass(frozen=True)
class NetworkLayer:
    """A convolutional or dense layer.

    Attributes:
        name: as in the network's paper.
        shape: the layer, with all its groups.
    """

    name: str
    shape: ConvShape

    def q(self, params: ArrayParams) -> int:
        """Q as the paper counts it: group after group, each in one packet of its own."""
        return self.shape.groups * Tiling(self.shape.one_group, params).q

    def plan(self, params: ArrayParams) -> Plan:
        """Its packets, all zeros: for clocks and words, which no value changes."""
        s = self.shape
        return lower(_Blank(self), _zeros(s.n, s.h, s.w, s.ci), params)

    @property
    def macs_valid(self) -> int:
        """Products that do not involve padding."""
        return self.shape.macs_valid


@dataclass(frozen=True)
class _Blank:
    """A layer of zeros."""

    of: NetworkLayer
    op: str = "CONV_2D"
    input_zero_point: int = 0
    dilation: tuple[int, int] = (1, 1)

    @property
    def name(self) -> str:
        return self.of.name

    @property
    def kernel(self) -> npt.NDArray[Any]:
        s = self.of.shape
        return _zeros(s.kh, s.kw, s.depth, s.co)

    @property
    def stride(self) -> tuple[int, int]:
        return self.of.shape.sh, self.of.shape.sw

    @property
    def groups(self) -> int:
        return self.of.shape.groups

    def padding(self, height: int, width: int, /) -> tuple[int, int, int, int]:
        s = self.of.shape
        return s.pad_top, s.pad_bottom, s.pad_left, s.pad_right


def _zeros(*shape: int) -> npt.NDArray[np.int8]:
    """Zeros that take no memory."""
    return np.broadcast_to(np.int8(0), shape)


def efficiency(layers: Sequence[NetworkLayer], params: ArrayParams) -> float:
    """Valid MACs over the products that the array could do in the layers' Q clocks."""
    clocks = sum(layer.q(params) for layer in layers)
    return sum(layer.macs_valid for layer in layers) / (clocks * params.rows * params.cols)


def _square(
    name: str, size: int, ci: int, co: int, k: int, pad: int, groups: int = 1
) -> NetworkLayer:
    """A layer of stride 1 on a square image, the same padding on all sides."""
    return NetworkLayer(name, ConvShape(1, size, size, ci, co, k, k, 1, 1, *(pad,) * 4, groups))


VGG16_BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""Filters and convolutions of each block between poolings."""

RESNET50_STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))
"""Width and bottleneck blocks of each stage; a block puts out four times its width."""


MOBILENET_V1_BLOCKS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)
"""Filters of the 1x1 convolution and stride of the depthwise one before it, block by block."""


def alexnet() -> list[NetworkLayer]:
    """The convolutions of AlexNet with its two groups."""
    return [
        NetworkLayer("conv1", ConvShape(1, 227, 227, 3, 96, 11, 11, 4, 4)),
        _square("conv2", 27, 96, 256, 5, 2, groups=2),
        _square("conv3", 13, 256, 384, 3, 1),
        _square("conv4", 13, 384, 384, 3, 1, groups=2),
        _square("conv5", 13, 384, 256, 3, 1, groups=2),
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


def mobilenet_v1() -> list[NetworkLayer]:
    """The convolutions and depthwise convolutions of MobileNetV1 for images of 224 x 224."""
    ends = {1: (1, 1, 1, 1), 2: (0, 1, 0, 1)}
    layers = [NetworkLayer("conv1", ConvShape(1, 224, 224, 3, 32, 3, 3, 2, 2, *ends[2]))]
    ci, size = 32, 112
    for block, (co, stride) in enumerate(MOBILENET_V1_BLOCKS, 1):
        shape = ConvShape(1, size, size, ci, ci, 3, 3, stride, stride, *ends[stride], groups=ci)
        size //= stride
        layers += [
            NetworkLayer(f"conv{block + 1} depthwise", shape),
            _square(f"conv{block + 1} pointwise", size, ci, co, 1, 0),
        ]
        ci = co
    return layers


def dense_layers(sizes: Sequence[int], frames: int) -> list[NetworkLayer]:
    """Fully connected layers from each size to the next, with frames as matrix rows."""
    return [
        NetworkLayer(f"fc{i}", ConvShape.dense(frames, ci, co))
        for i, (ci, co) in enumerate(pairwise(sizes), 1)
    ]


CONVOLUTIONS: dict[str, Callable[[], list[NetworkLayer]]] = {
    "alexnet": alexnet,
    "vgg16": vgg16,
    "resnet50": resnet50,
    "mobilenet_v1": mobilenet_v1,
}
"""The networks by name."""

DENSE_SIZES = {
    "alexnet": (9216, 4096, 4096, 1000),
    "vgg16": (25088, 4096, 4096, 1000),
    "resnet50": (2048, 1000),
    "mobilenet_v1": (1024, 1000),
}
"""Values between their fully connected layers."""
