"""Operators that contradict themselves or go beyond the reference kernels are refused."""

from __future__ import annotations

import numpy as np
import pytest

from golden.errors import CorruptModelError, UnsupportedModelError
from golden.graph import Operator
from golden.layers import checks
from tests.golden.minting import T, constant, mint, model_of, options

OPERATOR = Operator(index=0, op="ADD", inputs=(), outputs=(), options={})


def test_a_multiplier_is_below_the_kernels_last_shift_to_the_left() -> None:
    """TFLite's MultiplyByQuantizedMultiplier takes shifts up to 30."""
    below = float(np.nextafter(2.0**30, 0))
    assert checks.real_multiplier(OPERATOR, below, 1.0) == below
    with pytest.raises(UnsupportedModelError, match="32-bit shift is undefined"):
        checks.real_multiplier(OPERATOR, 2.0**30, 1.0)


@pytest.mark.parametrize("ratio", [(1.0, 0.0), (-1.0, 1.0), (0.0, 0.0), (np.inf, 1.0)])
def test_a_multiplier_is_finite_and_positive(ratio: tuple[float, float]) -> None:
    with pytest.raises(CorruptModelError, match="no finite multiplier"):
        checks.real_multiplier(OPERATOR, *ratio)


@pytest.mark.parametrize("lengths", [(1, 2), (2, 3), (3, 2)])
def test_parts_of_a_split_are_the_whole(lengths: tuple[int, int]) -> None:
    outputs = [T((1, length), 0.5) for length in lengths]
    content = mint(
        "SPLIT_V",
        [T((1, 4), 0.5), constant(lengths), constant(1)],
        outputs,
        options("SplitVOptions", numSplits=2),
    )
    with pytest.raises(CorruptModelError):
        model_of(content)


def test_a_split_that_is_whole_is_taken() -> None:
    outputs = [T((1, length), 0.5) for length in (1, 3)]
    content = mint(
        "SPLIT_V",
        [T((1, 4), 0.5), constant((1, 3)), constant(1)],
        outputs,
        options("SplitVOptions", numSplits=2),
    )
    assert model_of(content).layers[0].op == "SPLIT_V"
