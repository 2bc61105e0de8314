"""Collects the faults of a test, writes them down, and says when to stop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tb.bench.case import Title
from tb.results import MISMATCHES
from tb.scoreboard.context import Context
from tb.scoreboard.report import Report
from tb.scoreboard.reporter import Circumstances, build_note, build_report
from tb.transport.fault import Fault, FaultKind


class CheckFailed(AssertionError):
    """A check of the design failed; the message is the report or a sentence."""


class Checker:
    """Judges one test.

    Args:
        circumstances: what the reports say about the run.
        context: explains the design's packets.
        out_dir: folder for `tb.results.MISMATCHES`.
        limit: number of faults at which the test stops.

    Attributes:
        reports: what was found.
        began: clock in which the case at work began.
    """

    def __init__(
        self, circumstances: Circumstances, context: Context, out_dir: Path, limit: int
    ) -> None:
        self.reports: list[Report] = []
        self.began = 0
        self._circumstances = circumstances
        self._context = context
        self._file = out_dir / MISMATCHES
        self._limit = limit
        self._stuck = False

    @property
    def stopped(self) -> bool:
        """Whether enough is known: the limit is reached, or nothing can move any more."""
        return self._stuck or len(self.reports) >= self._limit

    def take(self, fault: Fault) -> Report:
        """Report a fault of the transport."""
        self._stuck |= fault.kind is FaultKind.STUCK
        return self._add(build_report(fault, self._context, self._circumstances))

    def note(self, kind: str, detail: str, title: Title, clock: int, time_ns: float) -> Report:
        """Report a failed check that concerns no single beat."""
        return self._add(build_note(kind, detail, title, clock, time_ns, self._circumstances))

    def verdict(self) -> str:
        """The reports as one text, empty when there are none."""
        return "\n\n".join(report.to_text() for report in self.reports)

    def _add(self, report: Report) -> Report:
        report = replace(report, began=self.began)
        self.reports.append(report)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(report.to_json() + "\n")
        return report
