"""A regression as text for people; its page says more."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from sim.coverage.show import share
from sim.places import COMMAND
from sim.regress.model import FailureGroup, Regression
from sim.report import counted, near, number, show_facts

PAGE = "index.html"
SHOWN_GROUPS = 20
LONGEST_REPORT = 12
"""Lines of a report that are printed; all of it is on the page."""


def show(regression: Regression, folder: Path, console: Console) -> None:
    """Print the failures by group, what was covered, where the page is, and the verdict."""
    for group in regression.groups[:SHOWN_GROUPS]:
        _show_group(group, console)
    if regression.coverage:
        for metric, goal in regression.coverage.goals.items():
            found = regression.coverage.score(metric)
            told = f"{metric:<10} {share(found.percent):>8} (goal {goal:g} %)"
            console.print(told, highlight=False)
        for fault in regression.coverage.faults:
            console.print(Text(fault, style="red"), soft_wrap=True, highlight=False)
    facts = {
        "page": str(near(folder / PAGE)),
        "seed": str(regression.seed),
        "replay": regression.replay,
    }
    if regression.interrupted:
        facts["go on"] = f"{COMMAND} regress RESUME={regression.name}"
    show_facts(facts, console)
    _show_verdict(regression, console)


def _show_group(group: FailureGroup, console: Console) -> None:
    new = "new, " if group.new else ""
    title = f"{group.signature} ({new}{counted(len(group.keys), 'job')})"
    lines = group.report.strip().splitlines()[:LONGEST_REPORT]
    told = [title, *(f"  {line}" for line in lines), f"  replay   {group.replay}"]
    console.print(Text("\n".join(told), style="red"), soft_wrap=True, highlight=False)


def _show_verdict(regression: Regression, console: Console) -> None:
    states = [job.state for job in regression.jobs]
    told = [f"{number(states.count(s))} {s}" for s in ("passed", "failed", "lost", "not run")]
    word, style = ("PASSED", "bold green") if regression.passed else ("FAILED", "bold red")
    if regression.interrupted:
        word = "INTERRUPTED"
    text = f"{word}: {', '.join(told)} of {counted(len(states), 'job')}"
    if regression.coverage and regression.coverage.missed:
        text += f"; below the goal: {', '.join(regression.coverage.missed)}"
    if regression.coverage and regression.coverage.faults:
        text += f"; {counted(len(regression.coverage.faults), 'fault')} of the exclusions and goals"
    console.print(Text(text, style=style), soft_wrap=True, highlight=False)
