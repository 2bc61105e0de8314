"""How long jobs are expected to take, from what they took before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.regress.folder import finished
from sim.regress.model import REGRESSION_JSON, Job

LOOKED_AT = 3
"""Regressions that are looked at, the newest first."""

Sort = tuple[str, str, str, str]
"""Design, run, simulator and coverage: what takes about equally long whatever the seed."""


def expected_seconds(regressions: Path, jobs: Sequence[Job]) -> dict[str, float]:
    """Seconds that each job is expected to take, by its key; none for one that never ran."""
    known: dict[Sort, float] = {}
    for folder in finished(regressions)[-LOOKED_AT:]:
        known.update(_means(folder / REGRESSION_JSON))
    sorts = {job.key: (job.design, job.run, job.spec.simulator, job.spec.coverage) for job in jobs}
    return {key: known[sort] for key, sort in sorts.items() if sort in known}


def _means(path: Path) -> dict[Sort, float]:
    """Mean seconds of each sort of job in a regression."""
    try:
        jobs = json.loads(path.read_text(encoding="utf-8"))["jobs"]
    except (OSError, ValueError, KeyError):
        return {}  # it is nothing but a guess
    found: dict[Sort, list[float]] = {}
    for entry in jobs:
        if entry["attempts"] and entry["state"] == "passed":
            found.setdefault(_sort(entry["job"]), []).append(entry["attempts"][-1]["seconds"])
    return {sort: sum(seconds) / len(seconds) for sort, seconds in found.items()}


def _sort(job: Mapping[str, Any]) -> Sort:
    return job["design"], job["run"], job["spec"]["simulator"], job["spec"]["coverage"]
