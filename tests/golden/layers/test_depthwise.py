"""DEPTHWISE_CONV_2D against TFLite's reference kernel and against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import AccumulatorOverflowError, DepthwiseConv2D, Requantiser
from golden.layers.definition import convolution_sums
from tests.golden.minting import Case, T, options
from tests.golden.strategies import (
    ACTIVATIONS,
    SEEDS,
    bias,
    channel_scales,
    data,
    output_scale,
    scales,
    zero_points,
)


@st.composite
def depthwise_cases(draw: st.DrawFn) -> Case:
    """A minted DEPTHWISE_CONV_2D and an input for it."""
    seed = draw(SEEDS)
    k_h, k_w = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    s_h, s_w = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    dilation = draw(st.sampled_from([(1, 1), (1, 1), (2, 2), (3, 3)]))
    same = draw(st.booleans())
    depth, multiplier = draw(st.integers(1, 9)), draw(st.integers(1, 3))
    need_h, need_w = (k_h - 1) * dilation[0] + 1, (k_w - 1) * dilation[1] + 1
    height = draw(st.integers(1 if same else need_h, need_h + 7))
    width = draw(st.integers(1 if same else need_w, need_w + 7))
    if same:
        rows, columns = -(-height // s_h), -(-width // s_w)
    else:
        rows, columns = (height - need_h) // s_h + 1, (width - need_w) // s_w + 1
    channels = depth * multiplier
    s_x, s_k = draw(scales()), draw(scales())
    per_channel = draw(st.booleans())
    shape = (1, k_h, k_w, channels)
    return Case(
        "DEPTHWISE_CONV_2D",
        [
            T((2, height, width, depth), s_x, draw(zero_points)),
            T(
                shape,
                channel_scales(seed, channels, s_k) if per_channel else s_k,
                data=data(seed, shape),
                axis=3,
            ),
            T((channels,), s_x * s_k, data=bias(seed, channels, 3000), dtype=np.int32),
        ],
        [
            T(
                (2, rows, columns, channels),
                output_scale(draw, s_x * s_k, k_h * k_w),
                draw(zero_points),
            )
        ],
        options(
            "DepthwiseConv2DOptions",
            padding=0 if same else 1,
            strideH=s_h,
            strideW=s_w,
            dilationHFactor=dilation[0],
            dilationWFactor=dilation[1],
            depthMultiplier=multiplier,
            fusedActivationFunction=draw(ACTIVATIONS),
        ),
        version=3,
        arrays=(data(seed + 1, (2, height, width, depth)),),
    )


@given(depthwise_cases())
def test_equals_reference_kernel(case: Case) -> None:
    case.check()


@given(
    seed=SEEDS,
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    pads=st.tuples(*[st.integers(0, 3)] * 4),
    depth=st.integers(1, 5),
    multiplier=st.integers(1, 3),
    zero_point=zero_points,
)
def test_sums_follow_the_definition(
    seed: int,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    pads: tuple[int, int, int, int],
    depth: int,
    multiplier: int,
    zero_point: int,
) -> None:
    weights = data(seed, (*kernel, depth, multiplier))
    layer = DepthwiseConv2D(
        kernel=weights,
        stride=stride,
        dilation=dilation,
        pad=pads,
        input_zero_point=zero_point,
        requantiser=Requantiser(np.array([0.01]), 0),
    )
    x = data(seed + 1, (2, 8, 7, depth))
    sums = layer.accumulate(x)
    expected = convolution_sums(
        x,
        weights.reshape(*kernel, 1, -1),
        zero_point=zero_point,
        stride=stride,
        dilation=dilation,
        groups=depth,
        pads=pads,
    )
    assert sums.dtype == np.int32
    assert np.array_equal(sums, expected)
    assert np.array_equal(layer.forward(x), layer.requantise(sums))


def test_large_extreme_kernel_is_exact() -> None:
    """More taps than one exact float32 sum of extreme products allows."""
    layer = DepthwiseConv2D(
        kernel=np.full((40, 40, 2, 1), -128, np.int8),
        input_zero_point=127,
        requantiser=Requantiser(np.array([1e-6]), 0),
    )
    x = np.full((1, 40, 40, 2), -128, np.int8)
    x[0, 0, 0] = 126
    wanted = 128 * (255 * 1599 + 1)
    assert (layer.accumulate(x) == wanted).all()


def test_sum_beyond_32_bits_is_refused() -> None:
    """As a convolution refuses it, whether the sums are asked for or the output."""
    layer = DepthwiseConv2D(
        name="wide",
        kernel=np.full((260, 260, 1, 1), -128, np.int8),
        input_zero_point=127,
        requantiser=Requantiser(np.array([1e-6]), 0),
    )
    x = np.full((1, 260, 260, 1), -128, np.int8)
    for run in (layer.accumulate, layer.forward):
        with pytest.raises(AccumulatorOverflowError, match="'wide' has a sum of 2206464000"):
            run(x)
    x[0, :10] = 127
    assert layer.accumulate(x).item() == 255 * 128 * 250 * 260
    assert layer.forward(x).item() == 127
