"""QUANTIZE and DEQUANTIZE against TFLite's reference kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given

from tests.golden.minting import Case, T, options
from tests.golden.strategies import SEEDS, scales, zero_points

BYTES = (np.int8, np.uint8)


def stored(zero_point: int, dtype: type) -> int:
    """The zero point in the range of the type."""
    return zero_point + 128 if dtype is np.uint8 else zero_point


@pytest.mark.parametrize("dtype", BYTES)
@given(seed=SEEDS, scale=scales(), zero_point=zero_points)
def test_quantize_floats(dtype: type, seed: int, scale: float, zero_point: int) -> None:
    rng = np.random.default_rng(seed)
    ties = (np.arange(-160, 160) + 0.5) * scale
    x = np.concatenate(
        [ties, rng.normal(0, 60 * scale, 200), [2e9 * scale, -2e9 * scale, 0.0, -0.0]]
    )
    x = x.astype(np.float32)[None]
    Case(
        "QUANTIZE",
        [T(x.shape, dtype=np.float32)],
        [T(x.shape, scale, stored(zero_point, dtype), dtype=dtype)],
        options("QuantizeOptions"),
        arrays=(x,),
    ).check()


@pytest.mark.parametrize("source", BYTES)
@pytest.mark.parametrize("target", BYTES)
@given(scale=scales(), ratio=scales(-6, 6), zero_x=zero_points, zero_y=zero_points)
def test_requantize(
    source: type, target: type, scale: float, ratio: float, zero_x: int, zero_y: int
) -> None:
    x: npt.NDArray[Any] = np.arange(256, dtype=np.uint8).view(source)[None]
    Case(
        "QUANTIZE",
        [T(x.shape, scale, stored(zero_x, source), dtype=source)],
        [T(x.shape, scale * ratio, stored(zero_y, target), dtype=target)],
        options("QuantizeOptions"),
        arrays=(x,),
        version=2,
    ).check()


@pytest.mark.parametrize("dtype", BYTES)
@given(scale=scales(-20, 20), zero_point=zero_points)
def test_dequantize(dtype: type, scale: float, zero_point: int) -> None:
    x: npt.NDArray[Any] = np.arange(256, dtype=np.uint8).view(dtype)[None]
    Case(
        "DEQUANTIZE",
        [T(x.shape, scale, stored(zero_point, dtype), dtype=dtype)],
        [T(x.shape, dtype=np.float32)],
        options("DequantizeOptions"),
        arrays=(x,),
        version=2,
    ).check()
