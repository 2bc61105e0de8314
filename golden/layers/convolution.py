"""What CONV_2D and DEPTHWISE_CONV_2D share: their operator's parameters and padded images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from golden.errors import CorruptModelError, UnsupportedModelError
from golden.graph import Operator, Tensor
from golden.layers import checks
from golden.layers.base import Array, Int8, Int32
from golden.layers.geometry import Padding, Pads, Window, extent
from golden.parallel import cores
from golden.quant.output_stage import OutputStage
from golden.quant.rounding import Rounding

FRAME_ELEMENTS = 1 << 24
"""Padded float32 input values held at a time (64 MB), unless one image has more."""

LEAST_SHARED = 1 << 15
"""Elements of one image below which its rows stay with one thread."""

Region = tuple[slice, slice]
"""Some of the images, and some of their output rows."""


@dataclass(frozen=True, eq=False)
class ConvolutionParameters:
    """A convolution operator, checked and taken apart; `kernel` is still in TFLite's order."""

    input: Tensor
    kernel: Int8
    bias: Int32 | None
    stride: tuple[int, int]
    dilation: tuple[int, int]
    pad: Padding
    requantiser: OutputStage


def padded(images: Array, pads: Pads, fill: int) -> Array:
    """float32 copy of [N, H, W, C] with `fill` around every image."""
    top, bottom, left, right = pads
    n, height, width, channels = images.shape
    framed = np.empty((n, height + top + bottom, width + left + right, channels), np.float32)
    framed[:, :top] = framed[:, top + height :] = fill
    framed[:, :, :left] = framed[:, :, left + width :] = fill
    framed[:, top : top + height, left : left + width] = images
    return framed


def regions(images: int, rows: int, row_elements: int, most: int) -> Iterator[Region]:
    """Cut images of some rows into blocks of at most `most` elements: several images, or rows.

    Every thread gets a block, unless the work is too small to share.
    """
    threads, size = cores(), max(rows * row_elements, 1)
    together = min(most // size, -(-images // threads))
    if together >= 1 and (images >= threads or size < LEAST_SHARED):
        for start in range(0, images, together):
            yield slice(start, min(start + together, images)), slice(0, rows)
        return
    height = max(1, min(most // row_elements, -(-rows // threads)))
    for image in range(images):
        for top in range(0, rows, height):
            yield slice(image, image + 1), slice(top, min(top + height, rows))


def kernel_scales(operator: Operator, kernel: Tensor, channels: int) -> Array:
    """Scales of the kernel, float32 [1] or [channels]; its zero points must be 0."""
    scales = kernel.scales
    if len(scales) not in (1, channels):
        raise CorruptModelError(
            f"{operator.where} has {len(scales)} kernel scales for {channels} output channels"
        )
    if kernel.zero_point != 0:
        raise UnsupportedModelError(
            f"{operator.where} has a kernel with zero point {kernel.zero_point}, "
            "where int8 needs 0; convert the model with symmetric weights"
        )
    return scales


def constant_bias(operator: Operator, channels: int) -> Int32 | None:
    """The bias at input 2, int32 [channels], or None."""
    tensor = operator.optional_input(2)
    if tensor is None:
        return None
    checks.require_types(operator, [tensor], np.int32)
    bias = operator.constant(2)
    if bias.size != channels:
        raise CorruptModelError(
            f"{operator.where} has a bias of {bias.size} values for {channels} output channels"
        )
    return np.asarray(bias.reshape(-1))


def convolution_parameters(operator: Operator) -> ConvolutionParameters:
    """Check the operator and take it apart.

    Raises:
        UnsupportedModelError: types or options that are not done.
        CorruptModelError: shapes, scales or options that contradict each other.
    """
    source, kernel, output = operator.input(0), operator.input(1), operator.outputs[0]
    checks.require_types(operator, (source, kernel, output), np.int8)
    for tensor in (source, kernel, output):
        checks.require_rank(operator, tensor, 4)
    depthwise = operator.op == "DEPTHWISE_CONV_2D"
    channels = kernel.shape[3] if depthwise else kernel.shape[0]
    stride = checks.positive_pair(operator, "stride_h", "stride_w")
    dilation = checks.positive_pair(operator, "dilation_h_factor", "dilation_w_factor")
    _, k_h, k_w, _ = kernel.shape
    window = Window((k_h, k_w), stride, dilation, checks.padding_scheme(operator))
    n, height, width, depth = source.shape
    framed = [
        size + extent(k, d)
        for size, k, d in zip((height, width), window.kernel, dilation, strict=True)
    ]
    checks.require_size(operator, checks.elements([*framed, depth]))
    checks.require_shape(operator, output, (n, *window.output_size(height, width), channels))
    checks.require_work(operator, checks.elements([*output.shape, *kernel.shape]) // channels)
    scales = kernel_scales(operator, kernel, channels)
    multipliers = checks.real_multiplier(
        operator, np.float64(source.scale) * np.float64(scales), output.scale
    )
    low, high = checks.output_bounds(operator)
    return ConvolutionParameters(
        input=source,
        kernel=np.asarray(operator.constant(1)),
        bias=constant_bias(operator, channels),
        stride=stride,
        dilation=dilation,
        pad=window.padding,
        requantiser=operator.arithmetic.output_stage(
            multipliers, output.zero_point, low, high, Rounding.DOUBLE
        ),
    )
