"""Groups of failures, each with what a reader needs to go after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.pages.regression.history import Entry
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
        before: the regressions of the history that had it too, oldest first.
    """

    number: int
    group: FailureGroup
    rows: tuple[JobRow, ...]
    shortest: JobRow
    report: str
    cut: int
    before: tuple[Entry, ...]

    @property
    def simulators(self) -> tuple[str, ...]:
        """Those on which it fails."""
        return tuple(sorted({row.simulator for row in self.rows}))


def failures(
    groups: Sequence[FailureGroup], rows: Mapping[str, JobRow], history: Sequence[Entry]
) -> list[Failure]:
    """All groups, in their order.

    Args:
        groups: the groups.
        rows: all jobs, by key.
        history: the regressions, oldest first, this one among them.
    """
    made = []
    for count, group in enumerate(groups, 1):
        lines = group.report.splitlines()
        shown = lines[: LINES if count <= REPORTS else 0]
        made.append(
            Failure(
                number=count,
                group=group,
                rows=tuple(rows[key] for key in group.keys),
                shortest=rows[group.shortest],
                report="\n".join(shown),
                cut=len(lines) - len(shown),
                before=tuple(
                    entry
                    for entry in history
                    if not entry.here and group.signature in entry.summary.signatures
                ),
            )
        )
    return made
