"""Test plans for people: testpoints with their tests, planned runs, and what a plan leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.errors import UsageError
from sim.listing import chosen_benches
from sim.prove.names import property_names
from tb.bench import Bench, BenchError
from tb.bench.names import listed
from tb.plan.gaps import unknown_proofs, unplanned_cover, unplanned_tests, unrun_tests
from tb.plan.load import load_plan
from tb.plan.model import SIMULATORS, PlannedRun, Stage, Testplan, Testpoint
from tb.plan.read import PlanError

STAGES: tuple[Stage, ...] = get_args(Stage)


def show_plans(variables: Mapping[str, str], console: Console) -> int:
    """Print the plans of all designs, or the one that the variables name, with all it says.

    Returns:
        1 where a plan is missing, does not fit its bench, or leaves something of it out, else 0.

    Raises:
        UsageError: there is no such design, or the library that reads plans is missing.
    """
    benches = chosen_benches(variables, "a plan")
    file = Path(variables["BENCH"]).expanduser() if variables.get("BENCH") else None
    plans: list[Testplan] = []
    gaps: list[str] = []
    for bench in benches:
        try:
            plan = load_plan(bench.toplevel, file)
        except PlanError as fault:
            gaps.append(str(fault))
            continue
        except BenchError as fault:
            raise UsageError(str(fault)) from fault
        plans.append(plan)
        gaps += gaps_of(plan, bench)
        _show(plan, bench, console, whole=len(benches) == 1)
    for gap in gaps:
        console.print(Text(gap, style="red"), soft_wrap=True)
    console.print(_summary(plans, gaps), highlight=False, soft_wrap=True)
    return 1 if gaps else 0


def gaps_of(plan: Testplan, bench: Bench) -> Iterator[str]:
    """What a plan leaves out of its bench, and proofs that are none, a sentence each."""
    parts = (
        ("test", unplanned_tests(plan, bench), "in no testpoint"),
        ("test", unrun_tests(plan, bench), "in no planned run"),
        ("cover group", unplanned_cover(plan, bench), "in no testpoint"),
    )
    for what, names, where in parts:
        for name in names:
            yield f"{plan.name}: {what} {name} is {where}; name it in the plan."
    for name in unknown_proofs(plan, property_names()):
        yield (
            f"{plan.name}: proof {name} is no property; correct its name, or write it in "
            f"hw/properties/{name.partition('.')[0]}.sv."
        )


def _show(plan: Testplan, bench: Bench, console: Console, whole: bool) -> None:
    title = f"{plan.name}: {bench.meaning}" if bench.meaning else plan.name
    console.print(_points_table(title, plan.testpoints, whole))
    if whole:
        console.print(_runs_table(plan.runs))


def _points_table(title: str, points: Sequence[Testpoint], described: bool) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    proven = ["proofs"] if any(point.proofs for point in points) else []
    shown = ["what is shown"] if described else []
    for name in ("testpoint", "stage", "tests", *shown, "cover", *proven):
        table.add_column(name)
    for point in points:
        told = [point.desc] if described else []
        names = [", ".join(point.cover), *([", ".join(point.proofs)] if proven else [])]
        table.add_row(point.name, point.stage, ", ".join(point.tests), *told, *names)
    return table


def _runs_table(runs: Sequence[PlannedRun]) -> Table:
    table = Table(title="planned runs", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("run", "tests", "parameters and options", "simulators"):
        table.add_column(name)
    for name in ("fresh seeds", "kept seeds", "limit in s"):
        table.add_column(name, justify="right")
    for run in runs:
        told = {**run.parameters, **run.options}
        table.add_row(
            run.name,
            ", ".join(run.tests),
            " ".join(f"{name}={value}" for name, value in told.items()) or "as they are",
            "both" if set(run.simulators) == set(SIMULATORS) else ", ".join(run.simulators),
            "any" if run.reseed is None else str(run.reseed),
            str(len(run.seeds)),
            f"{run.limit_seconds:,.0f}",
        )
    return table


def _summary(plans: Sequence[Testplan], gaps: Sequence[str]) -> str:
    stages = Counter(point.stage for plan in plans for point in plan.testpoints)
    points = listed(f"{stages[stage]} {stage}" for stage in STAGES)
    runs = sum(len(plan.runs) for plan in plans)
    whole = f"{len(gaps) or 'no'} gap{'s' * (len(gaps) > 1)}"
    return f"plans: {len(plans)}  testpoints: {points}  planned runs: {runs}  {whole}"
