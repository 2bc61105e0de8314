"""The paper's networks as lines and a table for people."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim import report
from sim.cosim.result import figure
from sim.paper.result import DENSE, PAPER_JSON, PaperResult, Part
from sim.report import number, percent
from sim.results import JUNIT_XML, Row
from tb.results import PASSED
from tb.stimulus.profiles import NO_KIND

PAPER = "paper"
"""Heads a column of the paper's figures, which belong to the column before."""


def layer_line(row: Row) -> str:
    """One finished layer, for the live progress."""
    profile = str(row.get("profile", NO_KIND))
    told = [str(row.get("case", "")), str(figure(row, "title") or ""), str(row.get("detail", ""))]
    told += [] if profile == NO_KIND else [f"[{profile}]"]
    told += [f"{number(row.get(name))} {name}" for name in ("beats", "clocks")]
    told += [f"PE use {percent(figure(row, 'utilisation'))}"]
    return "  ".join([f"{row.get('verdict', '?'):>6}", *filter(None, told)])


def show(result: PaperResult, console: Console) -> None:
    """Print the table of networks, what failed, the facts and the verdict."""
    console.print(table_of(result))
    report.show_faults(result.run, console)
    if result.missing:
        told = f"{report.counted(len(result.missing), 'layer')} did not run: "
        console.print(Text(told + ", ".join(result.missing), style="red"), soft_wrap=True)
    kind = "one block of each distinct layer" if result.quick else "full size"
    beats = number(sum(part.beats for part in result.parts))
    facts = {
        "networks": f"{', '.join(result.networks)}: {kind}, seeded weights, photographs",
        "beats": f"{beats}, each compared in its clock",
        **report.facts_of(result.run),
        "wall": f"{result.seconds:.1f} seconds in all, "
        f"{report.counted(len(result.jobs), 'simulation')}",
        "results": f"{report.near(result.folder / PAPER_JSON)}, {JUNIT_XML}",
        "replay": result.run.replay,
    }
    report.show_facts(facts, console)
    if not result.missing:
        report.show_verdict(result.run, console)
    else:
        console.print(Text("FAILED: not all layers ran", style="bold red"))


def table_of(result: PaperResult) -> Table:
    """A row for the convolutions of each network, and one for its dense layers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    compared = any(part.published for part in result.parts)
    table.add_column("network", no_wrap=True)
    table.add_column("layers", no_wrap=True)
    for title, twin in COLUMNS.items():
        table.add_column(title, justify="right", no_wrap=True)
        if twin and compared:
            table.add_column(PAPER, justify="right", no_wrap=True, style="dim")
    table.add_column("verdict", no_wrap=True)
    for part in result.parts:
        cells = [part.network, _layers(part)]
        for title, twin in COLUMNS.items():
            cells.append(_cell(part, title))
            if twin and compared:
                cells.append(_paper_cell(part, title))
        style = "green" if part.verdict == PASSED else "red"
        table.add_row(*cells, Text(part.verdict, style=style))
    return table


COLUMNS = {
    "beats": False,
    "clocks": True,
    "predicted": False,
    "PE use": True,
    "frames/s": True,
    "words": True,
    "bytes": False,
    "ops/word": True,
}
"""Titles of columns, and whether the paper has such a figure."""


def _cell(part: Part, title: str) -> str:
    return {
        "beats": number(part.beats),
        "clocks": number(part.clocks),
        "predicted": number(part.predicted),
        "PE use": percent(part.efficiency),
        "frames/s": _rate(part.frames_per_second),
        "words": _millions(sum(part.words.values())),
        "bytes": _millions(part.bytes),
        "ops/word": _rate(part.operations_per_word),
    }[title]


def _paper_cell(part: Part, title: str) -> str:
    told = part.published
    if told is None:
        return ""
    return {
        "clocks": number(told.clocks),
        "PE use": percent(told.efficiency),
        "frames/s": _rate(told.frames_per_second),
        "words": _millions(told.words),
        "ops/word": _rate(told.operations_per_word),
    }[title]


def _layers(part: Part) -> str:
    kind = f"dense, {part.frames} frames" if part.kind == DENSE else part.kind
    return f"{part.layers} {kind}"


def _millions(count: int) -> str:
    return f"{count / 1e6:,.2f} M"


def _rate(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.1f}" if value >= 100 else f"{value:.3g}"
