"""MEAN against TFLite's reference kernel."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, constant, options
from tests.golden.strategies import SEEDS, data, scales, zero_points


@given(
    seed=SEEDS,
    shape=st.tuples(*[st.integers(1, 9)] * 4) | st.tuples(*[st.integers(1, 30)] * 3),
    axes=st.sets(st.integers(0, 3), min_size=1, max_size=4) | st.just({1, 2}),
    keep=st.booleans(),
    scale=scales(),
    ratio=scales(-5, 3),
    zero_x=zero_points,
    zero_y=zero_points,
)
def test_equals_reference_kernel(
    seed: int,
    shape: tuple[int, ...],
    axes: set[int],
    keep: bool,
    scale: float,
    ratio: float,
    zero_x: int,
    zero_y: int,
) -> None:
    axes = {axis % len(shape) for axis in axes}
    out = tuple(1 if i in axes else n for i, n in enumerate(shape) if keep or i not in axes)
    negative = [axis - len(shape) if seed & 1 else axis for axis in sorted(axes)]
    Case(
        "MEAN",
        [T(shape, scale, zero_x), constant(negative)],
        [T(out, scale * ratio, zero_y)],
        options("ReducerOptions", keepDims=keep),
        arrays=(data(seed, shape),),
        version=2,
    ).check()
