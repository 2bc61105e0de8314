"""Operators on single values, over all 256 of them, against TFLite's reference kernels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, options
from tests.golden.strategies import all_values, scales, zero_points


@pytest.mark.parametrize("op", ["RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1"])
@given(scale=scales(), ratio=scales(-6, 6), zero_x=zero_points, zero_y=zero_points)
def test_relus(op: str, scale: float, ratio: float, zero_x: int, zero_y: int) -> None:
    Case(
        op,
        [T((1, 256), scale, zero_x)],
        [T((1, 256), scale * ratio, zero_y)],
        None,
        arrays=(all_values(),),
        version=2 if op in ("RELU", "RELU6") else 1,
    ).check()


@given(scale=scales(), ratio=scales(-6, 6), zero_x=zero_points, zero_y=zero_points)
def test_hard_swish(scale: float, ratio: float, zero_x: int, zero_y: int) -> None:
    Case(
        "HARD_SWISH",
        [T((1, 256), scale, zero_x)],
        [T((1, 256), scale * ratio, zero_y)],
        options("HardSwishOptions"),
        arrays=(all_values(),),
    ).check()


@pytest.mark.parametrize(
    ("op", "scale", "zero_point"), [("LOGISTIC", 1 / 256, -128), ("TANH", 1 / 128, 0)]
)
@given(input_scale=scales(-14, 3), zero_x=zero_points, count=st.just(1))
def test_sigmoids(
    op: str, scale: float, zero_point: int, input_scale: float, zero_x: int, count: int
) -> None:
    Case(
        op,
        [T((count, 256), input_scale, zero_x)],
        [T((count, 256), scale, zero_point)],
        None,
        arrays=(all_values(),),
        version=2,
    ).check()
