"""Did it pass, and if not, why: the first lines of a regression's page."""

from __future__ import annotations

from collections.abc import Iterator

from sim.coverage.model import METRICS, Coverage
from sim.pages.regression.jobs import by_state
from sim.pages.words import number, percent, plural
from sim.places import COMMAND
from sim.regress.model import Regression
from tb.spec import command_line


def word(regression: Regression) -> str:
    """The verdict in one word or two."""
    if regression.passed:
        return "PASSED"
    failed = any(job.state in ("failed", "lost") for job in regression.jobs)
    return "NOT FINISHED" if regression.interrupted and not failed else "FAILED"


def sentences(regression: Regression) -> Iterator[str]:
    """What the verdict stands on, the worst first."""
    jobs = by_state(regression.jobs)
    total = len(regression.jobs)
    bad = [f"{number(jobs[state])} {state}" for state in list(jobs)[1:] if jobs[state]]
    if not total:
        yield "There was no job to run."
    elif bad:
        yield f"Of {plural(total, 'job')}: {', '.join(bad)}."
    else:
        yield f"{plural(total, 'job')} ran and passed."
    if regression.groups:
        yield _groups(regression)
    if regression.interrupted:
        yield "It was ended before everything was run."
    points = regression.annotation.testpoints
    lacking = sum(point.state != "passed" for point in points)
    if lacking:
        yield f"{number(lacking)} of {plural(len(points), 'testpoint')} did not pass."
    yield from _coverage(regression)


def commands(regression: Regression) -> dict[str, str]:
    """What repeats it, and what goes on with one that was ended."""
    told = {"repeats": regression.replay}
    if regression.interrupted:
        told["goes on with"] = command_line({"RESUME": regression.name}, COMMAND, "regress")
    return told


def _groups(regression: Regression) -> str:
    failures = sum(len(group.keys) for group in regression.groups)
    new = sum(group.new for group in regression.groups)
    causes = plural(len(regression.groups), "cause")
    told = f"{plural(failures, 'failure')} with {causes}"
    return f"{told}: {number(new)} new, {number(len(regression.groups) - new)} known."


def _coverage(regression: Regression) -> Iterator[str]:
    coverage = regression.coverage
    if coverage is None:
        yield "No coverage was taken."
    elif not any(coverage.score(metric).total for metric in METRICS):
        yield "Coverage was taken, but there was nothing to cover."
    elif coverage.missed:
        yield f"Coverage is below its goal: {', '.join(_below(coverage))}."
    elif coverage.goals:
        yield "All coverage goals are met."
    if coverage and coverage.faults:
        faults = plural(len(coverage.faults), "fault")
        yield f"The exclusions and goals have {faults}: see coverage."


def _below(coverage: Coverage) -> Iterator[str]:
    for metric in coverage.missed:
        reached = percent(coverage.score(metric).percent)
        yield f"{metric} {reached} of {percent(coverage.goals[metric])}"
