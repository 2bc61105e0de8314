"""A campaign as text for people; its page says more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.mutate.result import Campaign, Fate, Score
from sim.mutate.score import KINDS, by_module, by_operator, by_trial, kinds, passed, score
from sim.pages.words import number, percent, plural, seconds
from sim.places import COMMAND
from sim.report import near, show_facts

PAGE = "page.html"
SHOWN_TRIALS = 12
SHOWN_WEAK = 20
LOCATED = ("probed", "located", "unprobed", "rate")
COLUMNS = ("mutants", "killed", "weakly", "harmless", "survived", "open", "score")


def show(campaign: Campaign, folder: Path, console: Console) -> None:
    """Print the score by module and operator, how mutants died, who survived, and the verdict."""
    total = score("all", campaign.fates)
    console.print(_table("module", by_module(campaign.fates), total))
    console.print(_table("operator", by_operator(campaign.fates), total))
    for kind, count in kinds(campaign.fates).items():
        _say(f"{number(count):>7}  killed by {KINDS[kind]}", console)
    for trial, count in list(by_trial(campaign.fates).items())[:SHOWN_TRIALS]:
        _say(f"{number(count):>7}  killed in {trial}", console)
    _show_located(campaign, total, console)
    _show_survivors(campaign, console)
    for fault in campaign.faults:
        _say(fault, console, "red")
    facts = {
        "page": str(near(folder / PAGE)),
        "kept": kept(campaign),
        "seed": str(campaign.seed),
        "time": f"{seconds(campaign.seconds)} on {plural(campaign.workers, 'worker')}",
        "replay": campaign.replay,
    }
    if campaign.interrupted:
        facts["go on"] = f"{COMMAND} mutate RESUME={campaign.name}"
    show_facts(facts, console)
    _show_verdict(campaign, total, console)


def kept(campaign: Campaign) -> str:
    """What was taken over of an earlier campaign, in a few words; empty without one."""
    if not campaign.kept_of:
        return ""
    return f"{plural(campaign.kept, 'verdict')} of {campaign.kept_of}, which had the same design"


def verdict(campaign: Campaign, total: Score) -> str:
    """What a campaign comes to, in one sentence."""
    reached = (
        f"{percent(total.percent)} of {plural(total.killed + total.survived, 'mutant')} killed"
    )
    told = f"{reached}, {percent(campaign.goal)} is the goal" if total.percent is not None else ""
    located = (
        f"{percent(total.named)} of {plural(total.probed, 'mutant')} located, "
        f"{percent(campaign.located_goal)} is the goal"
    )
    more = [
        located if total.probed else "",
        f"{number(total.harmless)} proven harmless" if total.harmless else "",
        f"{number(total.open)} without a verdict" if total.open else "",
        "void" if campaign.faults else "",
    ]
    return "; ".join(filter(None, [told or "no mutant has a verdict", *more]))


def _table(name: str, scores: Sequence[Score], total: Score) -> Table:
    """Scores as a table, with a line for all."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    cells = _cells(total)
    table.add_column(name, footer="all", overflow="fold")
    for column, cell in zip(COLUMNS, cells, strict=True):
        table.add_column(column, justify="right", footer=cell)
    for one in scores:
        table.add_row(one.name, *_cells(one))
    return table


def _cells(one: Score) -> list[str]:
    counts = (one.mutants, one.killed, one.weak, one.harmless, one.survived, one.open)
    return [*(number(count) if count else "" for count in counts), percent(one.percent)]


def _show_located(campaign: Campaign, total: Score, console: Console) -> None:
    if not (total.probed or total.unprobed):
        return
    scores = [one for one in by_module(campaign.fates) if one.probed or one.unprobed]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    table.add_column("module", footer="all", overflow="fold")
    for column, cell in zip(LOCATED, _located_cells(total), strict=True):
        table.add_column(column, justify="right", footer=cell)
    for one in scores:
        table.add_row(one.name, *_located_cells(one))
    console.print(table)
    for fate in campaign.mistaken():
        assert fate.named is not None
        what = fate.named.module or "no block"
        told = f"{fate.mutant.description} in {fate.named.trial}: {fate.named.sentence}"
        _say(f"named {what}  {told}", console, "red")


def _located_cells(one: Score) -> list[str]:
    counts = (one.probed, one.located, one.unprobed)
    return [*(number(count) if count else "" for count in counts), percent(one.named)]


def _show_survivors(campaign: Campaign, console: Console) -> None:
    for fate in campaign.survivors():
        _say(f"survived  {told(fate)}", console, "" if fate.harmless else "red")
    weak = [fate for fate in campaign.fates if fate.weak]
    for fate in weak[:SHOWN_WEAK]:
        assert fate.kill is not None
        _say(f"weakly killed ({fate.kill.kind})  {fate.mutant.description}", console)
    if len(weak) > SHOWN_WEAK:
        _say(f"and {number(len(weak) - SHOWN_WEAK)} more that were weakly killed", console)


def told(fate: Fate) -> str:
    """A survivor, and what the judge says of it, in a line."""
    judged = fate.judged
    if judged is None:
        return fate.mutant.description
    return f"{fate.mutant.description}: {judged.state}. {judged.how}".rstrip()


def _show_verdict(campaign: Campaign, total: Score, console: Console) -> None:
    word, style = ("PASSED", "bold green") if passed(campaign) else ("FAILED", "bold red")
    if campaign.interrupted:
        word = "INTERRUPTED"
    _say(f"{word}: {verdict(campaign, total)}", console, style)


def _say(text: str, console: Console, style: str = "") -> None:
    console.print(Text(text, style=style), soft_wrap=True, highlight=False)
