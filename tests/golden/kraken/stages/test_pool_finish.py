"""The scalings behind pooling: proved equal to the layers' own rules, or refused."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from golden.kraken.stages.channel import RequantRounding, requantize
from golden.kraken.stages.pool import PoolOp
from golden.kraken.stages.pool_finish import average_is_exact, finish_of
from golden.layers.average_pool import AveragePool2D
from golden.layers.geometry import Window
from golden.layers.max_pool import MaxPool2D
from golden.layers.mean import Mean


def mean_of(multiplier: float, zero_point: int = 3) -> Mean:
    return Mean(
        axes=(1, 2),
        keep_dims=True,
        multiplier=multiplier,
        input_zero_point=zero_point,
        output_zero_point=-5,
    )


@pytest.mark.parametrize("cells", [*range(1, 50), 64, 81, 100, 121, 196, 3136, 12544])
def test_averages_are_those_of_the_layer(cells: int) -> None:
    """Each sum of so many words, as one window of the layer that has it."""
    layer = AveragePool2D(window=Window((1, cells)), low=-100, high=99)
    finish = finish_of(layer, cells)
    assert finish is not None
    assert finish.op is PoolOp.SUM
    sums = np.unique(np.random.default_rng(cells).integers(-128 * cells, 127 * cells + 1, 400))
    halves = [cells * k + cells // 2 + d for k in (-3, -1, 0, 1, 5) for d in (-1, 0, 1)]
    within = [s for s in halves if -128 * cells <= s <= 127 * cells]
    sums = np.concatenate([sums, np.array(within, np.int64)])
    x = np.zeros((len(sums), 1, cells, 1), np.int8)
    for i, total in enumerate(sums.tolist()):
        low, more = divmod(total, cells)
        x[i, 0, :, 0] = low
        x[i, 0, :more, 0] += 1
    assert np.array_equal(x.sum(axis=(1, 2, 3), dtype=np.int64), sums)
    y = requantize(sums, finish.mantissa, finish.shift, finish.rounding, 0, finish.low, finish.high)
    assert np.array_equal(y, layer.forward(x).ravel())


def test_a_reciprocal_that_is_a_hair_too_small_is_found_out() -> None:
    """Exact halves would go the other way."""
    finish = finish_of(AveragePool2D(window=Window((2, 3))), 6)
    assert finish is not None
    assert average_is_exact(6, finish.mantissa, finish.shift)
    assert not average_is_exact(6, finish.mantissa - 1, finish.shift)


@pytest.mark.parametrize("multiplier", [1.0, 0.3, 0.9999, 1.7, 1e-4])
@pytest.mark.parametrize("cells", [2, 3, 49, 64, 1000])
def test_means_are_those_of_the_layer(multiplier: float, cells: int) -> None:
    layer = mean_of(multiplier)
    finish = finish_of(layer, cells)
    assert finish is not None
    assert finish.rounding is RequantRounding.DOUBLE
    rng = np.random.default_rng(cells)
    x = rng.integers(-128, 128, (300, 1, cells, 1)).astype(np.int8)
    x[:100] = rng.integers(-128, 128, (100, 1, 1, 1))
    y = requantize(
        x.sum(axis=(1, 2, 3), dtype=np.int64) + finish.bias,
        finish.mantissa,
        finish.shift,
        finish.rounding,
        finish.zero_point,
        finish.low,
        finish.high,
    )
    assert np.array_equal(y, layer.forward(x).ravel())


def test_what_cannot_be_done_is_refused() -> None:
    assert finish_of(mean_of(3.0), 1) is None, "a shift to the left has no room"
    assert finish_of(mean_of(1.0), 1 << 16) is None, "sums do not fit"
    assert finish_of(mean_of(1.0, zero_point=-128), 1 << 17) is None, "nor does the bias"
    assert finish_of(AveragePool2D(window=Window((1, 1))), 1 << 17) is None
    assert finish_of(SimpleNamespace(op="RELU"), 1) is None


def test_greatest_values_are_only_clamped() -> None:
    finish = finish_of(MaxPool2D(window=Window((3, 3)), low=-7, high=9), 9)
    assert finish is not None
    assert (finish.op, finish.low, finish.high) == (PoolOp.MAX, -7, 9)
    x = np.arange(-128, 128)
    y = requantize(x, finish.mantissa, finish.shift, finish.rounding, 0, -7, 9)
    assert np.array_equal(y, np.clip(x, -7, 9))
