"""AVERAGE_POOL_2D against TFLite's reference kernel."""

from __future__ import annotations

from hypothesis import given

from tests.golden.layers.test_max_pool import pool_cases
from tests.golden.minting import Case


@given(pool_cases("AVERAGE_POOL_2D"))
def test_equals_reference_kernel(case: Case) -> None:
    case.check()
