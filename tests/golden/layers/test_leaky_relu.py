"""LEAKY_RELU against TFLite's reference kernel, every value of every drawn quantisation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, options
from tests.golden.strategies import all_values, scales, zero_points


@given(
    scale=scales(),
    ratio=scales(-4, 4),
    zero_x=zero_points,
    zero_y=zero_points,
    alpha=st.one_of(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0, -0.5]), st.floats(-2, 2, width=32)),
)
def test_equals_reference_kernel(
    scale: float, ratio: float, zero_x: int, zero_y: int, alpha: float
) -> None:
    Case(
        "LEAKY_RELU",
        [T((1, 256), scale, zero_x)],
        [T((1, 256), scale * ratio, zero_y)],
        options("LeakyReluOptions", alpha=alpha),
        arrays=(all_values(),),
        version=2,
    ).check()
