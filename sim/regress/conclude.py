"""What a regression comes to: its result, its summary and its pages, from what the jobs found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import SimError
from sim.files import put
from sim.regress.coverage import conclude
from sim.regress.folder import Request, history
from sim.regress.model import (
    REGRESSION_JSON,
    SUMMARY_JSON,
    Annotation,
    FailureGroup,
    Job,
    JobResult,
    Regression,
)
from sim.regress.pages import regression_page, run_page
from sim.regress.replays import SUFFIX
from sim.regress.signature import group_failures
from sim.regress.summary import summary_of
from tb.bench import BenchError
from tb.plan.load import load_plan

PAGES = 100
"""Failed runs that get a page each, beside those of the groups."""
DIRTY = " (dirty)"
"""Behind the commit that the sources differ from."""


@dataclass(frozen=True)
class Work:
    """What was done, as far as the jobs do not tell it.

    Attributes:
        scheduler: where.
        workers: how many there were at most.
        machine, tools: see `Regression`.
        seconds: how long it was worked at.
        events: what happened, for people.
    """

    scheduler: str
    workers: int
    machine: Mapping[str, str]
    tools: Mapping[str, str]
    seconds: float
    events: tuple[str, ...]


def concluded(
    folder: Path,
    request: Request,
    jobs: Sequence[Job],
    found: Mapping[str, JobResult],
    replays: Mapping[str, JobResult],
    work: Work,
) -> Regression:
    """What a regression comes to, written into its folder.

    Args:
        folder: of the regression.
        request: what was asked for.
        jobs: all of them, in the order of the plan.
        found: what came of those that were run, by key.
        replays: what came of the repeated ones, by key.
        work: all else.

    Raises:
        OSError: the folder takes no more files.
    """
    events = list(work.events)
    results = tuple(found.get(job.key) or _not_run(job) for job in jobs)
    before = history(folder.parent, folder.name)
    groups = _with_pages(folder, grouped(folder, results), results, replays, events)
    for failed in [result for result in results if result.state == "failed"][:PAGES]:
        run_page(folder, failed, events)
    coverage = None
    if request.coverage != "none":
        try:
            coverage = conclude(folder, [job.key for job in jobs], request.designs)
        except (SimError, BenchError, OSError) as fault:
            events.append(f"There is no merged coverage: {fault}")
    from sim.regress.annotate import annotate

    try:
        plans = [load_plan(design, request.bench) for design in request.designs]
        annotation = annotate(plans, results, coverage)
    except (SimError, BenchError) as fault:
        events.append(f"The plans are not annotated: {fault}")
        annotation = Annotation()
    regression = Regression(
        name=folder.name,
        seed=request.seed,
        replay=request.replay,
        commit=request.commit.removesuffix("+") + (DIRTY if request.commit.endswith("+") else ""),
        started=request.started,
        seconds=work.seconds,
        machine=dict(work.machine),
        tools=dict(work.tools),
        scheduler=work.scheduler,
        workers=work.workers,
        jobs=results,
        groups=groups,
        annotation=annotation,
        coverage=coverage,
        events=tuple(events),
        interrupted=any(result.state == "not run" for result in results),
    )
    regression_page(regression, before, folder, events)
    regression = regression.model_copy(update={"events": tuple(events)})
    put(folder / REGRESSION_JSON, regression.model_dump_json(indent=1) + "\n")
    put(folder / SUMMARY_JSON, summary_of(regression).model_dump_json(indent=2) + "\n")  # last
    return regression


def grouped(folder: Path, results: Sequence[JobResult]) -> tuple[FailureGroup, ...]:
    """The failures by signature, those that no regression before had marked as new."""
    known = {text for old in history(folder.parent, folder.name) for text in old.signatures}
    return group_failures(results, known)


def _not_run(job: Job) -> JobResult:
    return JobResult(job=job, state="not run", why="The regression ended before.")


def _with_pages(
    folder: Path,
    groups: Sequence[FailureGroup],
    results: Sequence[JobResult],
    replays: Mapping[str, JobResult],
    events: list[str],
) -> tuple[FailureGroup, ...]:
    """The groups, each with the page of its shortest run, with waves where there are some."""
    by_key = {found.job.key: found for found in results}
    told = []
    for group in groups:
        again = replays.get(f"{group.shortest}{SUFFIX}")
        if again and again.state == "passed":
            events.append(
                f"{group.shortest} passed when it was repeated: it does not fail each time."
            )
        failed = again if again and again.state == "failed" else by_key[group.shortest]
        told.append(group.model_copy(update={"page": run_page(folder, failed, events)}))
    return tuple(told)
