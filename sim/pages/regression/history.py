"""How regressions fared one after the other: series of figures and their plots."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from sim.coverage.model import METRICS, Metric
from sim.pages.regression.plot import Axis, Point, plot
from sim.pages.words import number, percent, seconds
from sim.regress.model import Regression, Summary
from sim.regress.summary import summary_of

SHOWN = 30
"""The last regressions that are drawn."""
UNITS = (("h", 3600), ("min", 60), ("s", 1))
"""Of the axis of times; the first of which it spans two."""


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


def metrics(history: Sequence[Entry]) -> list[Metric]:
    """The coverage metrics that any of them has."""
    return [metric for metric in METRICS if any(metric in e.summary.percent for e in history)]


def series(history: Sequence[Entry], goals: Mapping[Metric, float]) -> list[Series]:
    """A plot for each figure: pass rate, coverage by metric, wall time."""
    rates = [entry.rate for entry in history]
    made = [_percentages("jobs that passed", rates, history, least=100)]
    for metric in metrics(history):
        values = [entry.summary.percent.get(metric) for entry in history]
        made.append(_percentages(f"{metric} coverage", values, history, goals.get(metric)))
    return [*made, _times(history)]


def _times(history: Sequence[Entry]) -> Series:
    times = [entry.summary.seconds for entry in history]
    points = [
        Point(value, f"{entry.summary.name}: {seconds(value)}")
        for entry, value in zip(history, times, strict=True)
    ]
    unit, each = next(((u, e) for u, e in UNITS if max(times) >= 2 * e), UNITS[-1])
    top = max(1, math.ceil(max(times) / each))
    drawing = plot(points, Axis(0, top * each, (f"0 {unit}", f"{number(top)} {unit}")))
    return Series("wall time", seconds(times[-1]), drawing)


def _percentages(
    title: str,
    values: Sequence[float | None],
    history: Sequence[Entry],
    least: float | None = None,
) -> Series:
    """A plot of percentages; what is below the `least` is bad."""
    shown = [value for value in (*values, least, 99.9) if value is not None]
    floor = 10 * int(min(shown) // 10)
    points = [
        None
        if value is None
        else Point(
            value, f"{entry.summary.name}: {percent(value)}", least is not None and value < least
        )
        for entry, value in zip(history, values, strict=True)
    ]
    drawing = plot(points, Axis(floor, 100, (f"{floor} %", "100 %"), least))
    return Series(title, percent(values[-1]), drawing)
