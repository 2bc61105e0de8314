"""Groups of failures, each with what a reader needs to go after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.pages.regression.jobs import JobRow
from sim.regress.model import FailureGroup

REPORTS = 50
"""So many groups show their reports; the others stay short, or the page would grow without end."""
LINES = 80
"""So much of a report is shown; the run's page has all of it."""


@dataclass(frozen=True)
class Failure:
    """One group.

    Attributes:
        number: its place, from 1.
        group: the group.
        rows: its jobs.
        shortest: the one to repeat.
        report: what is shown of its report; empty where there is none.
        cut: how many lines of it are not shown.
    """

    number: int
    group: FailureGroup
    rows: tuple[JobRow, ...]
    shortest: JobRow
    report: str
    cut: int

    @property
    def simulators(self) -> tuple[str, ...]:
        """Those on which it fails."""
        return tuple(sorted({row.simulator for row in self.rows}))


def failures(groups: Sequence[FailureGroup], rows: Mapping[str, JobRow]) -> list[Failure]:
    """All groups, in their order."""
    made = []
    for count, group in enumerate(groups, 1):
        lines = group.report.splitlines()
        shown = lines[: LINES if count <= REPORTS else 0]
        own = tuple(rows[key] for key in group.keys)
        report, cut = "\n".join(shown), len(lines) - len(shown)
        made.append(Failure(count, group, own, rows[group.shortest], report, cut))
    return made
