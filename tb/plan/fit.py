"""Holds a plan against its bench: every name in it must be there, every run must be legal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tb.bench.bench import Bench
from tb.bench.errors import BenchError
from tb.bench.names import listed, unknown
from tb.coverage.groups import groups_of
from tb.coverage.model import Cross, Group, Point
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
    covers = _cover_names(planned_groups(plan, bench))
    for point in plan.testpoints:
        _check_tests(f"testpoint {point.name}", point.tests, tests, path)
        _check_once(f"cover of testpoint {point.name}", point.cover, path)
        _check_known(f"{path}: testpoint {point.name}: cover", point.cover, covers)


def planned_groups(plan: Testplan, bench: Bench) -> dict[str, Group]:
    """Cover groups of the design by name.

    What ports it has may depend on its parameters, so each planned run is asked.
    """
    return {
        group.name: group
        for run in plan.runs
        for simulator in run.simulators
        for group in groups_of(bench, bench.resolve(run.parameters, simulator))
    }


def _cover_names(groups: Mapping[str, Group]) -> tuple[str, ...]:
    """What a testpoint may name: each group, and its points and crosses as ``group.point``."""
    names: list[str] = []
    for name, group in groups.items():
        parts: list[Point | Cross] = [*group.points, *group.crosses]
        names += [name, *(f"{name}.{part.name}" for part in parts)]
    return tuple(names)


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
    _check_known(f"{path}: {where}: test", names, known)


def _check_known(what: str, names: Iterable[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            there = listed(known) if known else "none"
            raise PlanError(f"{unknown(f'{what} {name}', known, name)}; there are {there}.")


def _check_once(what: str, names: Iterable[str], path: Path) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise PlanError(f"{path}: two {what} are called {name}; each needs a name of its own.")
