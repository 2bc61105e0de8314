"""What a comparison with the real network says of a layer."""

from __future__ import annotations

import math

import pytest

from golden.layers.reshape import Reshape
from golden.schemes.comparison import RealComparison

LAYER = Reshape(source_shape=(1,), shape=(1,))


@pytest.mark.parametrize(
    ("signal", "noise", "decibels"),
    [
        (100, 1, 20),
        (1, 1, 0),
        (1, 1000, -30),
        (3, 0, math.inf),
        (0, 0, math.inf),
        (0, 2, -math.inf),
    ],
)
def test_decibels(signal: float, noise: float, decibels: float) -> None:
    found = RealComparison(LAYER, "x", signal=signal, noise=noise)
    assert found.decibels == pytest.approx(decibels)


def test_a_word_may_be_as_far_off_as_is_allowed() -> None:
    entries = [RealComparison(LAYER, "x", largest=n, allowed=1) for n in range(3)]
    assert [entry.wrong for entry in entries] == [False, False, True]
