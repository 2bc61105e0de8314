"""Looks for seeds that hit what was not hit yet, and keeps them beside the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import hjson

from sim.coverage.data import BinKey, CodeKey, RunCoverage
from sim.coverage.model import Coverage
from sim.files import put
from sim.regress.model import Job
from tb.plan.load import SEEDS
from tb.plan.model import KeptSeed, Testplan
from tb.plan.read import read_hjson

Hole = BinKey | CodeKey
SHOWN = 3
"""Holes that the reason of a kept seed names."""


def open_holes(merged: RunCoverage, coverage: Coverage) -> frozenset[Hole]:
    """What no run has hit and nobody has excluded, but for toggles.

    Args:
        merged: what was counted.
        coverage: the same, judged.
    """
    bins = {
        BinKey(point.design, point.group, point.name, bin_.name)
        for point in coverage.points
        for bin_ in point.bins
        if not bin_.hits and not bin_.excluded
    }
    pieces = {
        (module.file, item.metric, item.line, item.text)
        for module in coverage.modules
        for item in module.items
        if item.metric != "toggle" and not item.hits and not item.excluded
    }
    code = {
        key
        for key, count in merged.code.items()
        if not count and (key.file, key.metric, key.line, key.text) in pieces
    }
    return frozenset(bins | code)


def worth_running(
    jobs: Iterable[Job], plans: Sequence[Testplan], holes: frozenset[Hole]
) -> tuple[Job, ...]:
    """Jobs of runs that differ from seed to seed, of designs that could hit a hole."""
    designs = {hole.design for hole in holes if isinstance(hole, BinKey)}
    of_code = any(isinstance(hole, CodeKey) for hole in holes)
    random = {(plan.name, run.name) for plan in plans for run in plan.runs if run.reseed is None}
    return tuple(
        job
        for job in jobs
        if (job.design, job.run) in random and (of_code or job.design in designs) and not job.kept
    )


def best_seeds(
    found: Iterable[tuple[Job, RunCoverage]], holes: frozenset[Hole]
) -> list[tuple[Job, KeptSeed]]:
    """Few jobs that together hit all that any of them hits; those that hit most come first.

    Args:
        found: jobs, and what each has counted; one after another, since all may not fit in memory.
        holes: what is looked for.
    """
    left = [(job, _hits(part) & holes) for job, part in found]
    best: list[tuple[Job, KeptSeed]] = []
    while left:
        job, new = max(left, key=lambda entry: len(entry[1]))
        if not new:
            break
        best.append((job, KeptSeed(seed=job.spec.seed, why=_why(new))))
        left = [(other, hits - new) for other, hits in left if other is not job]
    return best


def keep(best: Iterable[tuple[Job, KeptSeed]], folders: Mapping[str, Path]) -> None:
    """Add seeds to the files beside the plans.

    Args:
        best: jobs, and what is kept of each.
        folders: the folder of each design's plan.

    Raises:
        PlanError: a file that is there cannot be read.
    """
    by_design: dict[str, dict[str, list[KeptSeed]]] = defaultdict(lambda: defaultdict(list))
    for job, seed in best:
        by_design[job.design][job.run].append(seed)
    for design, runs in by_design.items():
        path = folders[design] / SEEDS
        kept = read_hjson(path) if path.is_file() else {}
        for run, seeds in runs.items():
            kept.setdefault(run, []).extend(seed.model_dump() for seed in seeds)
        put(path, hjson.dumps(kept, indent=2) + "\n")


def _hits(part: RunCoverage) -> frozenset[Hole]:
    hit: set[Hole] = {key for key, count in part.functional.items() if count}
    hit |= {key for key, count in part.code.items() if count}
    return frozenset(hit)


def _why(new: Iterable[Hole]) -> str:
    names = sorted(_name(hole) for hole in new)
    more = f", and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"hits {', '.join(names[:SHOWN])}{more}"


def _name(hole: Hole) -> str:
    if isinstance(hole, BinKey):
        return f"{hole.group}.{hole.point}: {hole.name}"
    return f"{hole.file}:{hole.line} {hole.text}"
