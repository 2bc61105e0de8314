"""CONV_2D against TFLite's reference kernel and against the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import AccumulatorOverflowError, Conv2D, Requantiser
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
def conv_cases(draw: st.DrawFn) -> Case:
    """A minted CONV_2D and an input for it."""
    seed = draw(SEEDS)
    k_h, k_w = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    s_h, s_w = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    d_h, d_w = (1, 1) if draw(st.booleans()) else (draw(st.integers(1, 3)), draw(st.integers(1, 3)))
    same = draw(st.booleans())
    groups = draw(st.sampled_from([1, 1, 1, 2, 3]))
    depth, per_group = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    need_h, need_w = (k_h - 1) * d_h + 1, (k_w - 1) * d_w + 1
    height = draw(st.integers(1 if same else need_h, need_h + 8))
    width = draw(st.integers(1 if same else need_w, need_w + 8))
    batch = draw(st.integers(1, 2))
    if same:
        rows, columns = -(-height // s_h), -(-width // s_w)
    else:
        rows, columns = (height - need_h) // s_h + 1, (width - need_w) // s_w + 1
    channels = per_group * groups
    s_x, s_w_around = draw(scales()), draw(scales())
    s_y = output_scale(draw, s_x * s_w_around, k_h * k_w * depth)
    per_channel = draw(st.booleans())
    kernel_scale = channel_scales(seed, channels, s_w_around) if per_channel else s_w_around
    reach = draw(st.sampled_from([0, 100, 30000]))
    extreme = draw(st.integers(0, 9)) == 0
    return Case(
        "CONV_2D",
        [
            T((batch, height, width, depth * groups), s_x, draw(zero_points)),
            T(
                (channels, k_h, k_w, depth),
                kernel_scale,
                data=data(seed + 1, (channels, k_h, k_w, depth), extreme),
            ),
            T((channels,), s_x * s_w_around, data=bias(seed, channels, reach), dtype=np.int32),
        ],
        [T((batch, rows, columns, channels), s_y, draw(zero_points))],
        options(
            "Conv2DOptions",
            padding=0 if same else 1,
            strideH=s_h,
            strideW=s_w,
            dilationHFactor=d_h,
            dilationWFactor=d_w,
            fusedActivationFunction=draw(ACTIVATIONS),
        ),
        arrays=(data(seed + 2, (batch, height, width, depth * groups), extreme),),
    )


@given(conv_cases())
def test_equals_reference_kernel(case: Case) -> None:
    case.check()


@given(
    seed=SEEDS,
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    dilation=st.tuples(st.integers(1, 2), st.integers(1, 2)),
    groups=st.integers(1, 3),
    pads=st.tuples(*[st.integers(0, 3)] * 4),
    zero_point=zero_points,
    extreme=st.booleans(),
)
def test_sums_follow_the_definition(
    seed: int,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    dilation: tuple[int, int],
    groups: int,
    pads: tuple[int, int, int, int],
    zero_point: int,
    extreme: bool,
) -> None:
    layer = Conv2D(
        kernel=data(seed, (*kernel, 2, 2 * groups), extreme),
        stride=stride,
        dilation=dilation,
        groups=groups,
        pad=pads,
        input_zero_point=zero_point,
        requantiser=Requantiser(np.array([0.001]), 3),
    )
    x = data(seed + 1, (1, 7, 6, 2 * groups), extreme)
    sums = layer.accumulate(x)
    assert sums.dtype == np.int32
    expected = convolution_sums(
        x,
        layer.kernel,
        zero_point=zero_point,
        stride=stride,
        dilation=dilation,
        groups=groups,
        pads=pads,
    )
    assert np.array_equal(sums, expected)
    assert np.array_equal(layer.forward(x), layer.requantise(sums))


@pytest.mark.parametrize("value", [-128, 127])
@pytest.mark.parametrize("zero_point", [-128, 127])
def test_deep_sums_are_exact(value: int, zero_point: int) -> None:
    """The greatest sums there are, over many chunks of the float32 product."""
    depth = 3000
    layer = Conv2D(
        kernel=np.full((3, 3, depth, 2), value, np.int8),
        input_zero_point=zero_point,
        requantiser=Requantiser(np.array([1e-6]), 0),
    )
    x = np.full((1, 3, 3, depth), -1 - zero_point, np.int8)
    x[0, 0, 0, 0] = 5
    wanted = value * ((-1 - 2 * zero_point) * (9 * depth - 1) + 5 - zero_point)
    assert (layer.accumulate(x) == wanted).all()


def test_sum_beyond_32_bits_is_refused() -> None:
    depth = 70_000
    layer = Conv2D(
        name="deep",
        kernel=np.full((1, 1, depth, 1), -128, np.int8),
        input_zero_point=127,
        requantiser=Requantiser(np.array([1e-6]), 0),
    )
    with pytest.raises(AccumulatorOverflowError, match="'deep'"):
        layer.accumulate(np.full((1, 1, 1, depth), -128, np.int8))


def test_any_batch_gives_what_single_images_give() -> None:
    layer = Conv2D(
        kernel=data(1, (3, 3, 4, 5)),
        bias=bias(1, 5, 100),
        pad="SAME",
        input_zero_point=-7,
        requantiser=Requantiser(np.full(5, 0.003), 3),
    )
    x = data(2, (6, 9, 8, 4))
    singly = np.concatenate([layer.forward(x[i : i + 1]) for i in range(6)])
    assert np.array_equal(layer.forward(x), singly)


def test_definition_by_hand() -> None:
    """Two groups, padding at the top and the left, zero point 10."""
    x = np.array([[[[11, 30], [12, 50]]]], np.int8)
    kernel = np.array([[[[1, 2]], [[3, -4]]]], np.int8)
    sums = convolution_sums(x, kernel, zero_point=10, groups=2, pads=(1, 0, 1, 0))
    above, row = sums[0]
    assert above.tolist() == [[0, 0], [0, 0]]
    assert row.tolist() == [[3 * 1, -4 * 20], [1 * 1 + 3 * 2, 2 * 20 - 4 * 40]]
