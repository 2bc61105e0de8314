"""RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR against TFLite's reference kernels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, constant, options
from tests.golden.strategies import SEEDS, data

KINDS = {
    "RESIZE_NEAREST_NEIGHBOR": "ResizeNearestNeighborOptions",
    "RESIZE_BILINEAR": "ResizeBilinearOptions",
}
sizes = st.tuples(st.integers(1, 17), st.integers(1, 17))


@pytest.mark.parametrize("op", KINDS)
@given(seed=SEEDS, source=sizes, target=sizes, mode=st.integers(0, 2))
def test_equals_reference_kernel(
    op: str, seed: int, source: tuple[int, int], target: tuple[int, int], mode: int
) -> None:
    Case(
        op,
        [T((2, *source, 3), 0.5, 1), constant(target)],
        [T((2, *target, 3), 0.5, 1)],
        options(KINDS[op], alignCorners=mode == 1, halfPixelCenters=mode == 2),
        arrays=(data(seed, (2, *source, 3)),),
        version=3,
    ).check()
