"""How campaigns fared one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from sim.mutate.result import Campaign, Summary
from sim.mutate.score import summary_of
from sim.pages.regression.plot import Axis, Point, plot
from sim.pages.words import percent

SHOWN = 30
"""The last campaigns that are shown."""


@dataclass(frozen=True)
class Entry:
    """One campaign.

    Attributes:
        summary: its figures.
        link: its page, from the folder of the one that shows it; empty without a page.
        here: it is the one that shows it.
    """

    summary: Summary
    link: str
    here: bool


def entries(campaign: Campaign, before: Sequence[Summary], folder: Path, page: str) -> list[Entry]:
    """The last campaigns, oldest first, this one among them.

    Args:
        campaign: this one.
        before: the others.
        folder: this one's, which the others' folders stand beside.
        page: name of a campaign's page.
    """
    found = []
    for summary in [*before, summary_of(campaign)][-SHOWN:]:
        here = summary.name == campaign.name
        written = (folder.parent / summary.name / page).is_file()
        link = quote(f"../{summary.name}/{page}") if written and not here else ""
        found.append(Entry(summary, link, here))
    return found


def scores(history: Sequence[Entry], goal: float) -> Markup:
    """A plot of the scores; what is below the goal is bad."""
    values = [entry.summary.total.percent for entry in history]
    low = 10 * int(min([value for value in (*values, goal, 99.9) if value is not None]) // 10)
    points = [
        None
        if value is None
        else Point(value, f"{entry.summary.name}: {percent(value)}", value < goal)
        for entry, value in zip(history, values, strict=True)
    ]
    return plot(points, Axis(low, 100, (f"{low} %", "100 %"), goal))
