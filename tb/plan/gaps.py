"""What a plan leaves out of its bench: tests and coverage that no testpoint names."""

from __future__ import annotations

from tb.bench.bench import Bench
from tb.plan.fit import planned_groups
from tb.plan.model import Testplan


def unplanned_tests(plan: Testplan, bench: Bench) -> tuple[str, ...]:
    """Tests of the bench that no testpoint names."""
    named = {test for point in plan.testpoints for test in point.tests}
    return tuple(test for test in bench.all_tests() if test not in named)


def unrun_tests(plan: Testplan, bench: Bench) -> tuple[str, ...]:
    """Tests of the bench that no planned run has."""
    run = {test for run in plan.runs for test in run.tests}
    return tuple(test for test in bench.all_tests() if test not in run)


def unplanned_cover(plan: Testplan, bench: Bench) -> tuple[str, ...]:
    """Cover groups of the design of which no testpoint names anything."""
    named = {name.partition(".")[0] for point in plan.testpoints for name in point.cover}
    return tuple(group for group in planned_groups(plan, bench) if group not in named)
