"""FULLY_CONNECTED against TFLite's reference kernel."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from golden import Dense, Requantiser, Rounding
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
def dense_cases(draw: st.DrawFn) -> Case:
    """A minted FULLY_CONNECTED and an input for it."""
    seed = draw(SEEDS)
    rows, inputs, outputs = (
        draw(st.integers(1, 5)),
        draw(st.integers(1, 40)),
        draw(st.integers(1, 20)),
    )
    s_x, s_k = draw(scales()), draw(scales())
    # A lone channel counts as per tensor, where TFLite checks the bias's scale.
    per_channel = outputs > 1 and draw(st.booleans())
    keep = draw(st.booleans())
    shape = (rows, 2, inputs) if keep else (rows, inputs)
    return Case(
        "FULLY_CONNECTED",
        [
            T(shape, s_x, draw(zero_points)),
            T(
                (outputs, inputs),
                channel_scales(seed, outputs, s_k) if per_channel else s_k,
                data=data(seed, (outputs, inputs)),
            ),
            T((outputs,), s_x * s_k, data=bias(seed, outputs, 5000), dtype=np.int32)
            if draw(st.booleans())
            else None,
        ],
        [
            T(
                (*shape[:-1], outputs),
                output_scale(draw, s_x * s_k, inputs),
                draw(zero_points),
            )
        ],
        options(
            "FullyConnectedOptions",
            fusedActivationFunction=draw(ACTIVATIONS),
            keepNumDims=keep,
        ),
        version=5,
        arrays=(data(seed + 1, shape, draw(st.integers(0, 9)) == 0),),
    )


@given(dense_cases())
def test_equals_reference_kernel(case: Case) -> None:
    case.check()


def test_the_two_roundings_differ_where_they_should() -> None:
    """384 * 2**-10 is 0.375: single rounding gives 0; doubled, 0.5 after the first rounding."""
    sums = np.arange(-4000, 4000, dtype=np.int32)[:, None]
    multiplier = np.array([0.0123])
    single = Requantiser(multiplier, 0, rounding=Rounding.SINGLE)(sums)
    double = Requantiser(multiplier, 0, rounding=Rounding.DOUBLE)(sums)
    exact = np.trunc(sums * 0.0123 + np.copysign(0.5, sums)).clip(-128, 127)
    assert np.array_equal(single, exact)
    assert np.abs(single.astype(int) - double).max() <= 1


def test_any_number_of_rows() -> None:
    layer = Dense(
        kernel=data(1, (12, 7)),
        bias=bias(1, 7, 100),
        input_zero_point=5,
        requantiser=Requantiser(np.full(7, 0.002), -3, rounding=Rounding.SINGLE),
    )
    x = data(2, (9, 12))
    sums = (x.astype(np.int64) - 5) @ layer.kernel.astype(np.int64)
    assert np.array_equal(layer.accumulate(x), sums)
    assert np.array_equal(layer.forward(x), layer.requantise(sums.astype(np.int32)))
