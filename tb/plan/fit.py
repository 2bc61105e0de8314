"""Holds a plan against its bench: every name in it must be there, every run must be legal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tb.bench.bench import Bench
from tb.bench.errors import BenchError
from tb.bench.names import listed, unknown
from tb.coverage.groups import groups_of
from tb.coverage.model import Cross, Point
from tb.plan.model import PlannedRun, Testplan
from tb.plan.read import PlanError


def check_plan(plan: Testplan, bench: Bench, path: Path) -> None:
    """Refuse a plan that cannot be carried out or measured.

    Args:
        plan: with all seeds.
        bench: of its design.
        path: where it stands, for the sentence.

    Raises:
        PlanError: it is another design's, names something twice or something that does not exist,
            or has a run with parameters or options that are not legal.
    """
    if plan.name != bench.toplevel:
        raise PlanError(f"{path} is the plan of {plan.name}, but lies beside {bench.toplevel}.")
    _check_once("testpoints", (point.name for point in plan.testpoints), path)
    _check_once("runs", (run.name for run in plan.runs), path)
    tests = tuple(bench.all_tests())
    for run in plan.runs:
        _check_tests(f"run {run.name}", run.tests, tests, path)
        _check_run(run, bench, path)
    cover = planned_cover(plan, bench)
    covers = [*cover, *(f"{group}.{part}" for group, parts in cover.items() for part in parts)]
    there = "no cover group"
    if cover:
        there = f"the groups {listed(cover)}, and points of them as group.point"
    for point in plan.testpoints:
        _check_tests(f"testpoint {point.name}", point.tests, tests, path)
        _check_once(f"cover of testpoint {point.name}", point.cover, path)
        _check_known(f"{path}: testpoint {point.name}: cover", point.cover, covers, there)


def planned_cover(plan: Testplan, bench: Bench) -> dict[str, tuple[str, ...]]:
    """Names of the design's points and crosses by cover group.

    What ports it has may depend on its parameters, so each planned run is asked.
    """
    found: dict[str, dict[str, None]] = {}
    for run in plan.runs:
        for simulator in run.simulators:
            for group in groups_of(bench, bench.resolve(run.parameters, simulator)):
                parts: list[Point | Cross] = [*group.points, *group.crosses]
                found.setdefault(group.name, {}).update(dict.fromkeys(p.name for p in parts))
    return {group: tuple(parts) for group, parts in found.items()}


def _check_run(run: PlannedRun, bench: Bench, path: Path) -> None:
    try:
        for simulator in run.simulators:
            bench.resolve(run.parameters, simulator)
        bench.values_of(run.options)
    except BenchError as fault:
        raise PlanError(f"{path}: run {run.name}: {str(fault).removesuffix('.')}.") from fault
    _check_once(f"seeds of run {run.name}", (str(kept.seed) for kept in run.seeds), path)


def _check_tests(where: str, names: Sequence[str], known: Sequence[str], path: Path) -> None:
    _check_once(f"tests of {where}", names, path)
    _check_known(f"{path}: {where}: test", names, known, listed(known) if known else "none")


def _check_known(what: str, names: Iterable[str], known: Sequence[str], there: str) -> None:
    for name in names:
        if name not in known:
            raise PlanError(f"{unknown(f'{what} {name}', known, name)}; there are {there}.")


def _check_once(what: str, names: Iterable[str], path: Path) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise PlanError(f"{path}: two {what} are called {name}; each needs a name of its own.")
