"""BATCH_MATMUL against TFLite's reference kernel."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, options
from tests.golden.strategies import SEEDS, data, output_scale, scales, zero_points


@st.composite
def matmul_cases(draw: st.DrawFn) -> Case:
    """A minted BATCH_MATMUL; its outer axes may broadcast."""
    rows, depth, columns = (draw(st.integers(1, 9)) for _ in range(3))
    outer = draw(st.lists(st.integers(1, 3), max_size=2))
    adj_x, adj_y = draw(st.booleans()), draw(st.booleans())
    left = (*outer, depth, rows) if adj_x else (*outer, rows, depth)
    ones = [1 if draw(st.booleans()) else n for n in outer]
    right = (*ones, columns, depth) if adj_y else (*ones, depth, columns)
    s_x, s_y, seed = draw(scales()), draw(scales()), draw(SEEDS)
    return Case(
        "BATCH_MATMUL",
        [T(left, s_x, draw(zero_points)), T(right, s_y, draw(zero_points))],
        [T((*outer, rows, columns), output_scale(draw, s_x * s_y, depth), draw(zero_points))],
        options("BatchMatMulOptions", adjX=adj_x, adjY=adj_y),
        arrays=(data(seed, left), data(seed + 1, right)),
        version=2,
    )


@given(matmul_cases())
def test_equals_reference_kernel(case: Case) -> None:
    case.check()
