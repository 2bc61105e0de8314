"""When a design that was idle is busy again."""

from __future__ import annotations

import pytest

from tb.kraken.busy import first_rise


@pytest.mark.parametrize(
    ("clocks", "start", "due"),
    [
        ((), 5, None),
        ((3, 4, 5, 6), 5, None),
        ((3, 4, 5, 6), 3, 3),
        ((3, 4, 6), 5, 6),
        ((3, 5, 8, 9), 6, 8),
    ],
)
def test_a_rise_is_a_busy_clock_behind_an_idle_one(
    clocks: tuple[int, ...], start: int, due: int | None
) -> None:
    assert first_rise(clocks, start) == due
