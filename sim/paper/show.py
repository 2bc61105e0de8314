"""The paper's networks as lines and a table for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim import report
from sim.cosim.result import figure
from sim.paper.result import DENSE, PAPER_JSON, PORTS, PaperResult, Part
from sim.report import number, percent
from sim.results import Row
from tb.results import PASSED
from tb.stimulus.profiles import NO_KIND

PAPER = "paper"
"""Heads a column of the paper's figures, which belong to the column before."""


SHOWN = 3
"""Layers that did not run of which the names are shown."""


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
    console.print(clocks_table(result))
    console.print(words_table(result))
    report.show_faults(result.run, console)
    if result.missing:
        console.print(Text(missing_layers(result.missing), style="red"), soft_wrap=True)
    facts = {
        **networks_told(result),
        **report.facts_of(result.run),
        "results": report.result_files(result.folder, PAPER_JSON, result.waves),
        "replay": result.run.replay,
    }
    report.show_facts(facts, console)
    if result.missing and result.run.passed:
        console.print(Text("FAILED: not all layers ran", style="bold red"))
    else:
        report.show_verdict(result.run, console)


def networks_told(result: PaperResult) -> dict[str, str]:
    """What there is to tell of all networks, by name."""
    kind = "one block of each distinct layer" if result.quick else "full size"
    beats = number(sum(part.beats for part in result.parts))
    simulations = report.counted(len(result.jobs), "simulation")
    return {
        "networks": f"{', '.join(result.networks)}: {kind}, seeded weights, photographs",
        "beats": f"{beats}, each compared in its clock",
        "wall": f"{result.seconds:.1f} seconds in all, {simulations}",
    }


def clocks_table(result: PaperResult) -> Table:
    """How fast: a row for the convolutions of each network, and one for its dense layers."""
    table = _table(result, {"beats": False, "clocks": True, "predicted": False, "PE use": True})
    _add_columns(table, result, {"frames/s": True})
    table.add_column("verdict", no_wrap=True)
    for part, told in _compared(result):
        cells = [number(part.beats), number(part.clocks), *told(number, "clocks")]
        cells += [number(part.predicted), percent(part.efficiency), *told(percent, "efficiency")]
        cells += [rate(part.frames_per_second), *told(rate, "frames_per_second")]
        style = "green" if part.verdict == PASSED else "red"
        table.add_row(part.network, _layers(part), *cells, Text(part.verdict, style=style))
    return table


def words_table(result: PaperResult) -> Table:
    """What is moved for it, in millions."""
    ports = {f"M {port} words": False for port in PORTS}
    table = _table(result, {**ports, "M words": True, "M bytes": False, "operations/word": True})
    for part, told in _compared(result):
        words = [*part.words.values(), sum(part.words.values())]
        cells = [*map(millions, words), *told(millions, "words"), millions(part.bytes)]
        cells += [rate(part.operations_per_word), *told(rate, "operations_per_word")]
        table.add_row(part.network, _layers(part), *cells)
    return table


def _table(result: PaperResult, columns: Mapping[str, bool]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("network", "layers"):
        table.add_column(title, no_wrap=True)
    _add_columns(table, result, columns)
    return table


def _add_columns(table: Table, result: PaperResult, columns: Mapping[str, bool]) -> None:
    """Columns by title, and behind those that the paper has too, its own."""
    compared = any(part.published for part in result.parts)
    for title, twin in columns.items():
        table.add_column(title, justify="right", no_wrap=True)
        if twin and compared:
            table.add_column(PAPER, justify="right", no_wrap=True, style="dim")


Told = Callable[[Callable[[Any], str], str], list[str]]


def _compared(result: PaperResult) -> Iterator[tuple[Part, Told]]:
    """Each part, and what makes the cell of a figure of the paper; none where no part has any."""
    compared = any(part.published for part in result.parts)
    for part in result.parts:

        def told(text: Callable[[Any], str], name: str, part: Part = part) -> list[str]:
            value = None if part.published is None else getattr(part.published, name)
            return [text(value)] if compared else []

        yield part, told


def missing_layers(names: Sequence[str]) -> str:
    """Which layers did not run, the first of them by name."""
    more = len(names) - SHOWN
    some = [*names[:SHOWN], *([f"{more} more"] if more > 0 else [])]
    return f"{report.counted(len(names), 'layer')} did not run: {', '.join(some)}"


def _layers(part: Part) -> str:
    """How many layers of which kind."""
    if part.kind == DENSE:
        return f"{part.layers} dense, {part.frames} frames"
    return report.counted(part.layers, "convolution")


def millions(count: int | None) -> str:
    """A count in millions."""
    return "" if count is None else f"{count / 1e6:,.2f}"


def rate(value: float | None) -> str:
    """Four figures or so."""
    if value is None:
        return ""
    return f"{value:,.1f}" if value >= 100 else f"{value:.2f}"
