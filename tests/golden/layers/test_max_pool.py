"""MAX_POOL_2D against TFLite's reference kernel."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, options
from tests.golden.strategies import ACTIVATIONS, SEEDS, data, scales, zero_points


@st.composite
def pool_cases(draw: st.DrawFn, op: str) -> Case:
    """A minted pool; input and output share their quantisation, as the kernels demand."""
    k_h, k_w = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    s_h, s_w = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    same = draw(st.booleans())
    height = draw(st.integers(1 if same else k_h, k_h + 8))
    width = draw(st.integers(1 if same else k_w, k_w + 8))
    batch, channels = draw(st.integers(1, 2)), draw(st.integers(1, 5))
    if same:
        rows, columns = -(-height // s_h), -(-width // s_w)
    else:
        rows, columns = (height - k_h) // s_h + 1, (width - k_w) // s_w + 1
    scale, zero_point = draw(scales()), draw(zero_points)
    return Case(
        op,
        [T((batch, height, width, channels), scale, zero_point)],
        [T((batch, rows, columns, channels), scale, zero_point)],
        options(
            "Pool2DOptions",
            padding=0 if same else 1,
            strideH=s_h,
            strideW=s_w,
            filterHeight=k_h,
            filterWidth=k_w,
            fusedActivationFunction=draw(ACTIVATIONS),
        ),
        arrays=(data(draw(SEEDS), (batch, height, width, channels)),),
        version=2,
    )


@given(pool_cases("MAX_POOL_2D"))
def test_equals_reference_kernel(case: Case) -> None:
    case.check()
