"""A soak as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.pages.words import number, plural, seconds
from sim.report import near, show_facts
from sim.soak.result import CASES_JSONL, SOAK_JSON, CaseResult, Count, SoakResult
from tb.results import PASSED

MEBIBYTE = 1 << 20
MOST_FAILED = 20
"""Failed cases whose commands are told at the end."""


def case_line(found: CaseResult) -> str:
    """One finished case, for the live progress."""
    parameters = " ".join(f"{name}={value}" for name, value in found.parameters.items())
    layers = sum(way.layers for way in found.ways)
    beats = sum(way.beats for way in found.ways)
    clocks = sum(way.clocks for way in found.ways)
    told = [
        f"{found.verdict:>6}",
        f"{found.number:>5}",
        f"{found.toplevel} {','.join(found.tests)}",
        parameters,
        f"{plural(len(found.ways), 'way')}, {plural(layers, 'layer')}, "
        f"{plural(beats, 'beat')}, {plural(clocks, 'clock')}",
        seconds(found.seconds),
    ]
    return "  ".join(filter(None, told))


def show_case(found: CaseResult, console: Console) -> None:
    """Print a case and what is wrong with it."""
    console.print(case_line(found), highlight=False, markup=False, soft_wrap=True)
    for fault in found.faults:
        console.print(Text(fault, style="red"), soft_wrap=True)
    if found.faults:
        show_facts({"runs": str(near(Path(found.folder))), "replay": found.replay}, console)


def show(result: SoakResult, console: Console) -> None:
    """Print the sums, the faults of the whole, the facts and the verdict."""
    console.print(_table(result))
    for fault in result.faults:
        console.print(Text(fault, style="red"), soft_wrap=True)
    show_facts(_facts(result), console)
    passed = result.verdict == PASSED
    failed = f"{number(len(result.failed))} of " if result.failed else ""
    text = (
        f"{result.verdict.upper()}: {failed}{plural(result.cases, 'case')} on "
        f"{plural(result.arrays, 'array')} in {seconds(result.seconds)}; {result.ended}"
    )
    console.print(Text(text, style="bold green" if passed else "bold red"), soft_wrap=True)


def _facts(result: SoakResult) -> dict[str, str]:
    own = (number(round(size / MEBIBYTE)) for size in (result.own_first, result.own_last))
    return {
        "designs": ", ".join(f"{name} {number(n)}" for name, n in result.designs.items()),
        "refused": plural(result.refused, "illegal draw") + " of parameters",
        "memory": "{} MiB behind the first case, {} MiB behind the last".format(*own),
        "commit": result.commit,
        "tools": ", ".join(f"{name} {version}" for name, version in result.tools.items()),
        "results": f"{near(result.folder / SOAK_JSON)}, {CASES_JSONL}",
        "failed": "\n         ".join(_failed(result)),
        "replay": result.replay,
    }


def _failed(result: SoakResult) -> Iterator[str]:
    """Commands that repeat failed cases; a bug that every case meets must not fill the screen."""
    yield from (case.replay for case in result.failed[:MOST_FAILED])
    more = len(result.failed) - MOST_FAILED
    if more > 0:
        yield f"and {number(more)} more, see {SOAK_JSON}"


def _table(result: SoakResult) -> Table:
    """A row for each simulator and transport."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for name in ("runs", "layers", "beats", "clocks", "seconds", "peak MiB"):
        table.add_column(name, justify="right")
    for name, count in result.counts.items():
        table.add_row(name, *_cells(count))
    return table


def _cells(count: Count) -> list[str]:
    figures = (count.runs, count.layers, count.beats, count.clocks, round(count.seconds))
    return [*map(number, figures), number(round(count.peak / MEBIBYTE))]
