"""How regressions fared one after the other: series of figures and their plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from sim.coverage.model import METRICS
from sim.pages.regression.plot import Point, plot
from sim.pages.words import percent, seconds
from sim.regress.model import Regression, Summary
from sim.regress.summary import summary_of

SHOWN = 30
"""The last regressions that are drawn."""


@dataclass(frozen=True)
class Entry:
    """One regression.

    Attributes:
        summary: its figures.
        link: its page, from the folder of the one that shows it; empty without a page.
        here: it is the one that shows it.
    """

    summary: Summary
    link: str
    here: bool

    @property
    def passed(self) -> int:
        """Jobs that passed."""
        return self.summary.jobs.get("passed", 0)

    @property
    def total(self) -> int:
        """All jobs."""
        return sum(self.summary.jobs.values())

    @property
    def rate(self) -> float | None:
        """Percentage of jobs that passed; None without a job."""
        return 100 * self.passed / self.total if self.total else None


@dataclass(frozen=True)
class Series:
    """One figure over the regressions.

    Attributes:
        title: what it is.
        last: its value now, as text.
        drawing: all values.
    """

    title: str
    last: str
    drawing: Markup


def entries(
    regression: Regression, history: Sequence[Summary], folder: Path, page: str
) -> list[Entry]:
    """The last regressions, oldest first, this one among them.

    Args:
        regression: this one.
        history: the others; this one may be among them.
        folder: this one's, which the others' folders stand beside.
        page: name of a regression's page.
    """
    all_ = {summary.name: summary for summary in (*history, summary_of(regression))}
    ordered = sorted(all_.values(), key=lambda summary: summary.started)
    made = []
    for summary in ordered[-SHOWN:]:
        here = summary.name == regression.name
        written = (folder.parent / summary.name / page).is_file()
        link = quote(f"../{summary.name}/{page}") if written and not here else ""
        made.append(Entry(summary, link, here))
    return made


def metrics(history: Sequence[Entry]) -> list[str]:
    """The coverage metrics that any of them has."""
    return [metric for metric in METRICS if any(metric in e.summary.percent for e in history)]


def series(history: Sequence[Entry], goals: dict[str, float]) -> list[Series]:
    """A plot for each figure: pass rate, coverage by metric, wall time."""
    rates = [entry.rate for entry in history]
    made = [_percentages("jobs that passed", rates, history)]
    for metric in metrics(history):
        values = [entry.summary.percent.get(metric) for entry in history]
        made.append(_percentages(f"{metric} coverage", values, history, goals.get(metric)))
    times = [entry.summary.seconds for entry in history]
    points = [
        Point(value, f"{entry.summary.name}: {seconds(value)}")
        for entry, value in zip(history, times, strict=True)
    ]
    top = max(times)
    made.append(Series("wall time", seconds(times[-1]), plot(points, 0, top, "0 s", seconds(top))))
    return made


def _percentages(
    title: str,
    values: Sequence[float | None],
    history: Sequence[Entry],
    goal: float | None = None,
) -> Series:
    known = [value for value in values if value is not None]
    floor = 10 * int(min([*known, 100 if goal is None else goal, 99.9]) // 10)
    bad = goal if goal is not None else 100.0
    points = [
        None
        if value is None
        else Point(value, f"{entry.summary.name}: {percent(value)}", value < bad)
        for entry, value in zip(history, values, strict=True)
    ]
    drawing = plot(points, floor, 100, f"{floor} %", "100 %", goal)
    return Series(title, percent(values[-1]), drawing)
