"""Steps, shared out to simulations."""

from __future__ import annotations

import pytest

from sim.shares import Step, share_out


def plan(*clocks: int) -> list[Step]:
    return [Step((f"layer_{i}",), count) for i, count in enumerate(clocks)]


@pytest.mark.parametrize("jobs", [1, 2, 3, 5, 40])
def test_every_step_is_in_one_share(jobs: int) -> None:
    steps = plan(900, 10, 0, 300, 300, 0, 20, 410, 7, 90)
    shares = share_out(steps, jobs)
    assert len(shares) == min(jobs, 8)
    assert all(any(step.clocks for step in share) for share in shares)
    assert sorted(steps.index(step) for share in shares for step in share) == list(range(10))
    for share in shares:
        assert share == sorted(share, key=steps.index)
    loads = [sum(step.clocks for step in share) for share in shares]
    best = max(900, sum(step.clocks for step in steps) / len(shares))
    assert max(loads) <= best * 4 / 3


def test_host_steps_are_shared_out_too() -> None:
    assert [len(share) for share in share_out(plan(0, 9, 0, 9, 0, 0), 2)] == [3, 3]
    assert share_out(plan(0, 0, 0), 2) == [plan(0, 0, 0)]
    assert share_out([], 3) == [[]]
