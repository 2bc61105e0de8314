"""The score as text for people."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.mutate_golden.model import Outcome
from sim.mutate_golden.score import Campaign, Score
from sim.mutate_golden.words import GOAL
from sim.pages.words import percent, plural, seconds
from sim.report import near, show_facts


def outcome_line(outcome: Outcome) -> str:
    """One mutant that is through, for the live progress."""
    by = f" by {outcome.test}" if outcome.test else f" {plural(outcome.tests, 'test')}"
    mutant = outcome.mutant
    return f"{outcome.state:<9} {mutant.file}:{mutant.line} {mutant.operator}{by}"


def show(campaign: Campaign, result: Path, console: Console) -> None:
    """Print the survivors, the table, the facts and the verdict."""
    for outcome in campaign.survivors():
        _show_survivor(outcome, console)
    console.print(_table(campaign))
    for fault in campaign.faults:
        console.print(Text(fault, style="red"), soft_wrap=True)
    facts = {
        "seconds": seconds(campaign.seconds),
        "commit": campaign.commit,
        "results": str(near(result)),
        "replay": campaign.replay,
    }
    show_facts(facts, console)
    total = campaign.score
    killed, judged = total.failed + total.ended, total.drawn - total.equivalent
    text = (
        f"{killed} of {plural(judged, 'mutant')} killed, {percent(total.percent)}; "
        f"goal {GOAL:g} %; {total.equivalent} more change nothing"
    )
    verdict, style = ("FAILED", "bold red") if campaign.exit_code else ("PASSED", "bold green")
    console.print(Text(f"{verdict}: {text}", style=style), soft_wrap=True)


def _show_survivor(outcome: Outcome, console: Console) -> None:
    mutant = outcome.mutant
    lines = [
        f"survived  {mutant.file}:{mutant.line} {mutant.operator}, "
        f"{plural(outcome.tests, 'test')} run it",
        *(f"  - {line}" for line in mutant.before.splitlines()),
        *(f"  + {line}" for line in mutant.after.splitlines()),
    ]
    console.print(Text("\n".join(lines)), soft_wrap=True)


def _table(campaign: Campaign) -> Table:
    """A row for each folder of golden, and all of them."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    total = campaign.score
    table.add_column("module", footer="all")
    names = ("mutants", "a test fails", "ended", "change nothing", "survived", "killed")
    for name, cell in zip(names, _cells(total), strict=True):
        table.add_column(name, footer=cell, justify="right")
    for name, score in campaign.by_module().items():
        table.add_row(name, *_cells(score))
    return table


def _cells(score: Score) -> list[str]:
    counts = (score.drawn, score.failed, score.ended, score.equivalent, score.survived)
    return [*(f"{count:,}" for count in counts), percent(score.percent)]
