"""The layers of `golden.networks.architectures` that run on the array, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.tiling import Tiling
from golden.kraken.lowering.lower import lower
from golden.kraken.lowering.plan import Plan
from golden.networks.architectures import nodes


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


def convolutions(network: str) -> list[NetworkLayer]:
    """The convolutions of a network, depthwise ones among them, for one image.

    Args:
        network: in `golden.networks.architectures.ARCHITECTURES`.
    """
    found = ((node.name, node.convolution) for node in nodes(network))
    return [NetworkLayer(name, shape) for name, shape in found if shape is not None]


def dense_layers(network: str, frames: int) -> list[NetworkLayer]:
    """The fully connected layers of a network, with frames as matrix rows."""
    return [
        NetworkLayer(node.name, ConvShape.dense(frames, node.inputs[0].shape[-1], node.shape[-1]))
        for node in nodes(network)
        if node.op == "FULLY_CONNECTED"
    ]
