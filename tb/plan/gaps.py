"""What a plan leaves out of its bench, and proofs that it names though there are none."""

from __future__ import annotations

from collections.abc import Collection

from tb.bench.bench import Bench
from tb.plan.fit import planned_cover
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
    return tuple(group for group in planned_cover(plan, bench) if group not in named)


def unknown_proofs(plan: Testplan, known: Collection[str]) -> tuple[str, ...]:
    """Proofs that testpoints name and that are no properties.

    Args:
        plan: the plan.
        known: all properties, ``module.property``.
    """
    named = (proof for point in plan.testpoints for proof in point.proofs)
    return tuple(dict.fromkeys(proof for proof in named if proof not in known))
