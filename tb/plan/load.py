"""Finds the test plan of a design, reads it, and holds it against the design's bench."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import RootModel

from tb.bench.find import bench_folder, design_names, find_bench
from tb.bench.names import unknown
from tb.plan.fit import check_plan
from tb.plan.model import KeptSeed, Testplan
from tb.plan.read import PlanError, as_model, read_hjson

PLAN = "testplan.hjson"
"""Name of a plan's file, in the folder of its design or beside a user's bench."""
SEEDS = "seeds.hjson"
"""Name of the file beside it that keeps seeds found by a search: they are run each time."""


class KeptSeeds(RootModel[dict[str, tuple[KeptSeed, ...]]]):
    """What such a file holds: seeds by the name of the planned run."""


def load_plan(design: str, bench: Path | None = None) -> Testplan:
    """The plan of a design, with the seeds that are kept beside it.

    Args:
        design: what its bench calls itself; may be empty where `bench` is given.
        bench: a user's own bench; None for a design of the project.

    Raises:
        PlanError: there is no plan, it cannot be read, or it does not fit the bench.
        BenchError: there is no such bench.
    """
    found = find_bench(design, bench)
    folder = bench_folder(found.toplevel, bench)
    path = folder / PLAN
    if not path.is_file():
        raise PlanError(
            f"{found.toplevel} has no test plan: write {path} with name, testpoints and runs."
        )
    plan = _with_seeds(as_model(Testplan, _tidy(read_hjson(path)), path), folder / SEEDS)
    check_plan(plan, found, path)
    return plan


def all_plans() -> tuple[Testplan, ...]:
    """The plans of all designs of the project, by name.

    Raises:
        PlanError: one is missing, cannot be read, or does not fit its bench.
    """
    return tuple(load_plan(name) for name in design_names())


def _tidy(raw: dict[str, Any]) -> dict[str, Any]:
    """Descriptions as one line, however they are broken in the file."""
    points = raw.get("testpoints")
    for point in points if isinstance(points, list) else ():
        if isinstance(point, dict) and isinstance(point.get("desc"), str):
            point["desc"] = " ".join(point["desc"].split())
    return raw


def _with_seeds(plan: Testplan, path: Path) -> Testplan:
    """The plan with the kept seeds in its runs.

    Raises:
        PlanError: the file cannot be read, or names a run that is not there.
    """
    if not path.is_file():
        return plan
    kept = as_model(KeptSeeds, read_hjson(path), path).root
    names = [run.name for run in plan.runs]
    for name in kept:
        if name not in names:
            raise PlanError(
                f"{path}: run {unknown(name, names)}; rename it as in {PLAN}, or remove it."
            )
    runs = (
        run.model_copy(update={"seeds": (*run.seeds, *kept.get(run.name, ()))}) for run in plan.runs
    )
    return plan.model_copy(update={"runs": tuple(runs)})
