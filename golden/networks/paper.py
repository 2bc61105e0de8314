"""What the Kraken paper (arXiv 2112.02793) says of its networks, and the formulas behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # names of networks are asked for where nothing is computed
    from golden.kraken.format.params import ArrayParams
    from golden.kraken.format.shape import ConvShape

NETWORKS = ("alexnet", "vgg16", "resnet50")
"""The networks that it measures."""

FRAMES = 7
"""Frames that its fully connected layers take at once, as rows of a matrix."""

EFFICIENCY: Mapping[str, float] = {"alexnet": 0.772, "vgg16": 0.965, "resnet50": 0.883}
"""Valid products of the convolutions over what the processing elements could do, as published for
7 x 96 of them."""


CLOCKS: Mapping[str, int] = {"alexnet": 1_188_354}
"""Clocks of the convolutions that the published frames a second come to at 400 MHz, where these are
not those of the formula."""


def clocks(shape: ConvShape, params: ArrayParams) -> int:
    """Clocks of a layer by its formula.

    Blocks are counted by input rows, and a clock is lost in each input column where the kernel is
    wider than one.

    Args:
        shape: of the layer.
        params: the array.
    """
    one = shape.one_group
    steps = int(one.kw > 1) + one.ci * one.kh
    return shape.groups * _iterations(one, params) * one.n * _blocks(one, params) * one.w * steps


def words(shape: ConvShape, params: ArrayParams) -> int:
    """Words of pixels, weights and sums that a layer moves by its formulas."""
    one = shape.one_group
    t, l = _iterations(one, params), _blocks(one, params)  # noqa: E741 - the paper's symbol
    shifts = -(-one.kh // one.sh) - 1
    pixels = one.n * t * l * one.w * one.ci * one.sh * (params.rows + shifts)
    weights = t * params.cols * one.kh * one.ci * one.sw
    sums = one.n * t * l * one.w_o * _channels(one, params) * params.rows
    return shape.groups * (pixels + weights + sums)


def _channels(shape: ConvShape, params: ArrayParams) -> int:
    """E*S_W, output channels of an iteration."""
    return params.cols // (shape.kw + shape.sw - 1) * shape.sw


def _iterations(shape: ConvShape, params: ArrayParams) -> int:
    """T."""
    return -(-shape.co // _channels(shape, params))


def _blocks(shape: ConvShape, params: ArrayParams) -> int:
    """L, as the paper has it."""
    return -(-shape.h // (params.rows * shape.sh))
