"""The shortest failing job of each group once more, with all that its page can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.regress.model import FailureGroup, Job, JobResult

SUFFIX = ".waves"
"""Behind the key of the job that is repeated."""
MISMATCHES = 50
"""Faults that are gone on to: a map of wrong outputs wants more than the first."""
AT_MOST = 20
"""Groups whose shortest job is repeated; the largest come first."""


def replays_of(groups: Sequence[FailureGroup], found: Mapping[str, JobResult]) -> list[Job]:
    """The jobs to run again, with waves and more than one fault.

    What is lost without a verdict is not: it would be again.

    Args:
        groups: of failures.
        found: what came of each job, by its key.
    """
    shortest = [(found[group.shortest], group) for group in groups]
    failed = [(result, group) for result, group in shortest if result.state == "failed"]
    return [_again(result.job, group.test) for result, group in failed[:AT_MOST]]


def _again(job: Job, test: str) -> Job:
    spec = job.spec.model_copy(
        update={
            "tests": (test,) if test else job.spec.tests,
            "waves": True,
            "max_mismatches": MISMATCHES,
            "coverage": "none",
        }
    )
    return job.model_copy(update={"key": f"{job.key}{SUFFIX}", "spec": spec})
