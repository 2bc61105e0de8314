"""The goals of coverage, which may only rise."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import hjson
from pydantic import Field, RootModel

import tb.designs
from sim.coverage.model import METRICS, Metric
from sim.places import ROOT
from sim.provenance import versions
from tb.plan.read import as_model, read_hjson

FILE = Path(tb.designs.__path__[0]) / "goals.hjson"
Percent = Annotated[float, Field(ge=0, le=100)]


class Goals(RootModel[dict[Metric, Percent]]):
    """Least percentages by metric."""


def read_goals(path: Path = FILE) -> dict[Metric, float]:
    """The goals.

    Raises:
        PlanError: the file cannot be read, or a goal is none.
    """
    return as_model(Goals, read_hjson(path), path).root


def earlier_goals(path: Path = FILE) -> list[tuple[str, dict[Metric, float]]]:
    """The goals of each commit that changed them; none where there is no history to ask."""
    return [
        (commit, Goals.model_validate(hjson.loads(text)).root)
        for commit, text in versions(ROOT, path)
    ]


def lowered(
    goals: dict[Metric, float], earlier: Iterable[tuple[str, dict[Metric, float]]]
) -> list[str]:
    """A sentence for each goal that was higher in one of the earlier commits."""
    faults = []
    for metric in METRICS:
        now = goals.get(metric, 0.0)
        higher = [(was.get(metric, 0.0), commit) for commit, was in earlier]
        most, commit = max(higher, default=(now, ""))
        if most > now:
            faults.append(
                f"The goal of {metric} is {now:g} %, but it was {most:g} % in commit {commit}: "
                "goals only rise."
            )
    return faults
