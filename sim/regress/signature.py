"""Groups failures that look like one bug."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from sim.regress.model import FailureGroup, JobResult
from sim.results import RunResult
from tb.bench.find import find_bench
from tb.results import PASSED

VALUE = re.compile(r"0x[0-9a-fA-F]+|\d+(?:[.,]\d+)*")
PATH = re.compile(r"(?<![\w/])(?:[A-Za-z]+:/)?/(?:\S*/)?(\S*)")
LONGEST = 160
"""Characters of a sentence that stand for it."""


def signature(found: JobResult) -> str:
    """What failures of one bug share, for people: neither values nor the simulator are in it."""
    design, result = found.job.design, found.result
    if result is None:
        return f"{design}: {_general(found.why)}"
    if result.mismatches:
        return f"{design}: {_of_report(result.mismatches[0])}"
    if result.fault:
        return f"{design}: {_general(result.fault)}"
    failed = [test for test in result.tests if test.verdict != PASSED]
    why = f"{failed[0].name}: {failed[0].why()}" if failed else found.why
    return f"{design}: {_general(why)}"


def _of_report(report: Mapping[str, object]) -> str:
    """Kind, port, fields, cause, and the names of the coordinates."""
    parts = [str(report.get("kind", ""))]
    if port := report.get("port"):
        parts[0] += f" on {port}"
    for name, what in (("fields", "in"), ("cause", "caused by"), ("place", "at")):
        told = report.get(name)
        if isinstance(told, Mapping):
            told = list(told)
        if told:
            text = told if isinstance(told, str) else ", ".join(sorted(map(str, told)))  # type: ignore[call-overload]
            parts.append(f"{what} {text}")
    return ", ".join(parts)


def _general(text: str) -> str:
    """The first line of a text, without its values and paths."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return VALUE.sub("N", PATH.sub(r"\1", line))[:LONGEST].removesuffix("; last words:")


def group_failures(
    jobs: Sequence[JobResult], known: Collection[str] = ()
) -> tuple[FailureGroup, ...]:
    """All failures, by signature; the largest group first.

    Args:
        jobs: of a regression.
        known: signatures of earlier regressions.
    """
    groups: dict[str, list[JobResult]] = {}
    for found in jobs:
        if found.state in ("failed", "lost"):
            groups.setdefault(signature(found), []).append(found)
    made = [_group(text, some, text not in known) for text, some in groups.items()]
    return tuple(sorted(made, key=lambda group: (-len(group.keys), group.signature)))


def _group(text: str, some: Sequence[JobResult], new: bool) -> FailureGroup:
    shortest = min(some, key=lambda found: (_length(found), found.seconds, found.job.key))
    test, replay, report = _told(shortest)
    return FailureGroup(
        signature=text,
        keys=tuple(found.job.key for found in some),
        shortest=shortest.job.key,
        test=test,
        replay=replay,
        report=report,
        new=new,
    )


def _length(found: JobResult) -> tuple[bool, int]:
    """How long it takes to see the failure again: clocks where they are known."""
    clocks = found.clocks
    if found.result and found.result.mismatches:
        clocks = int(found.result.mismatches[0].get("clock") or clocks)
    return clocks == 0, clocks


def _told(found: JobResult) -> tuple[str, str, str]:
    """Test, replay command and report of a failure."""
    result = found.result
    if result is None:
        return ",".join(found.job.spec.tests), replay_of(found), found.why
    failed = [test.name for test in result.tests if test.verdict != PASSED]
    if result.mismatches:
        first = result.mismatches[0]
        return str(first.get("test", "")), str(first.get("replay") or result.replay), found.why
    return (failed[0] if failed else ""), replay_of(found), found.why


def replay_of(found: JobResult) -> str:
    """The command that repeats a job."""
    if isinstance(found.result, RunResult) and found.result.replay:
        return found.result.replay
    spec = found.job.spec
    bench = find_bench(spec.toplevel, spec.bench)
    return spec.replay(word_of={parameter.name: parameter.word for parameter in bench.parameters})
