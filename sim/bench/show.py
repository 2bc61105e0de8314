"""What was measured as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.bench.figures import NATIVE, Entry, Figures
from sim.bench.job import COUNTED, PARTS, Took
from sim.bench.ways import BARE, PLAIN_BARE
from sim.places import COMMAND
from sim.report import show_facts
from tb.spec import command_line

Rows = Sequence[Sequence[str]]
LEFT = ("layer", "way", "image")
"""Columns of text; all others are numbers."""


def show(figures: Figures, told: Mapping[str, str], console: Console) -> None:
    """Print the tables.

    Args:
        figures: what was measured.
        told: words that the commands repeat.
        console: where to.
    """
    for heading, rows in tables(figures):
        console.print(Text(heading))
        console.print(_table(rows))
    for way, meaning in figures.ways.items():
        text = f"{way:<12} {meaning}\n{'':<12} {command_of(figures, way, told)}"
        console.print(Text(text), soft_wrap=True)
    show_facts(figures.facts, console)
    for line in goals(figures):
        console.print(Text(line), soft_wrap=True)


def _table(rows: Rows) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in rows[0]:
        table.add_column(title, justify="left" if title in LEFT else "right", no_wrap=True)
    before = rows[1][0] if len(rows) > 1 else ""
    for row in rows[1:]:
        if row[0] != before:
            table.add_section()
        before = row[0]
        table.add_row(*row)
    return table


def tables(figures: Figures) -> Iterator[tuple[str, Rows]]:
    """Each table with its heading; the first row holds the titles of its columns."""
    yield "How fast, each way on the largest image that it got", _speeds(figures)
    yield "How cost grows: k clocks/s, and by how much the seconds grew", _growth(figures)
    counted = ", ".join(PARTS[part] for part in COUNTED)
    yield f"Where the time goes, in seconds; k clocks/s count {counted}", _shares(figures)


def _speeds(figures: Figures) -> Rows:
    titles = "layer", "way", "image", "beats", "clocks", "seconds", "k clocks/s"
    rows = [[*titles, f"/ {BARE}", f"/ {PLAIN_BARE}"]]
    for layer in figures.layers:
        for entry in figures.largest(layer):
            took = entry.took
            rows.append([
                layer,
                entry.way,
                f"{entry.size} x {entry.size}",
                f"{entry.beats:,}",
                f"{took.clocks:,}",
                f"{took.counted:.3f}",
                rate(took),
                times(figures.ratio(entry, BARE)),
                times(figures.ratio(entry, PLAIN_BARE)),
            ])  # fmt: skip
    return rows


def _growth(figures: Figures) -> Rows:
    sizes = sorted({entry.size for entry in figures.entries})
    rows = [["layer", "way", *(f"{size} x {size}" for size in sizes)]]
    for layer in figures.layers:
        for way in figures.ways:
            entries = figures.of(layer, way)
            cells = dict.fromkeys(sizes, "")
            before: Entry | None = None
            for entry in entries:
                growth = entry.took.counted / before.took.counted if before else None
                cells[entry.size] = rate(entry.took) + (f"  x {growth:.2f}" if growth else "")
                before = entry
            if entries:
                rows.append([layer, way, *cells.values()])
    return rows


def _shares(figures: Figures) -> Rows:
    rows = [["layer", "way", "image", *PARTS.values(), "whole", "build apart"]]
    for layer in figures.layers:
        for entry in figures.largest(layer):
            seconds = entry.took.seconds
            rows.append([
                layer,
                entry.way,
                f"{entry.size} x {entry.size}",
                *(f"{seconds[part]:.3f}" if part in seconds else "" for part in PARTS),
                f"{sum(seconds.values()):.3f}",
                f"{figures.build_seconds[entry.way]:.1f}",
            ])  # fmt: skip
    return rows


def goals(figures: Figures) -> Iterator[str]:
    """A line for each goal, and for how cost grows."""
    for layer in figures.layers:
        grown = figures.growth(layer, NATIVE)
        if grown:
            yield (
                f"layer {layer}: {NATIVE} takes {grown[1]:.1f} times the seconds for "
                f"{grown[0]:.1f} times the beats"
            )
        for way, other, reached, goal in figures.reached(layer):
            verdict = "reached" if reached >= goal else "missed"
            yield (
                f"layer {layer}: {way} is {times(reached)} times as fast as {other}; "
                f"the goal, {goal:g}, is {verdict}"
            )


def rate(took: Took) -> str:
    """Thousands of clocks a second."""
    return f"{took.rate / 1000:,.1f}"


def times(ratio: float | None) -> str:
    """A ratio, nothing where there is none."""
    return "" if ratio is None else f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.4f}"


def command_of(figures: Figures, way: str, told: Mapping[str, str]) -> str:
    """What runs the sizes that a way got again; one layer where no more was measured."""
    entries = [entry for entry in figures.entries if entry.way == way]
    sizes = dict.fromkeys(str(entry.size) for entry in entries)
    layer = figures.layers[0] if len(figures.layers) == 1 else ""
    words = {"WAY": way, "LAYER": layer, "SIZES": ",".join(sizes), **told}
    return command_line(words, COMMAND, "bench")
