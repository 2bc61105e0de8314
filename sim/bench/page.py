"""The tables of a page that are brought up to date by measuring anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.bench.figures import Figures
from sim.bench.plot import draw
from sim.bench.show import LEFT, Rows, command_of, goals, tables
from sim.errors import UsageError
from sim.files import put

BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"
"""Lines between which it stands."""


def check_page(path: Path) -> None:
    """Refuse a page that has no place for figures.

    Raises:
        UsageError: it has none, or cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"PAGE={path} cannot be read: {fault}.") from fault
    places = text.count(BEGIN), text.count(END)
    if places != (1, 1) or text.index(END) < text.index(BEGIN):
        raise UsageError(
            f"PAGE={path} needs the lines '{BEGIN}' and, below it, '{END}', each once."
        )


def update_page(path: Path, figures: Figures, told: Mapping[str, str]) -> None:
    """Put tables and a drawing in the place of what was measured before.

    Args:
        path: the page; the drawing lies beside it as SVG, all figures as JSON.
        figures: what was measured.
        told: words that the commands repeat.
    """
    drawing = path.with_suffix(".svg")
    draw(figures, drawing)
    write_json(path.with_suffix(".json"), figures)
    text = path.read_text(encoding="utf-8")
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    lines = [BEGIN, "", *_lines(figures, told, drawing.name), ""]
    put(path, before + "\n".join(lines) + after)


def write_json(path: Path, figures: Figures) -> None:
    """Write all figures for programs."""
    put(path, json.dumps(figures.as_json(), indent=2) + "\n")


def _lines(figures: Figures, told: Mapping[str, str], drawing: str) -> Iterator[str]:
    yield f"![seconds over beats]({drawing})"
    for heading, rows in tables(figures):
        yield from ("", f"**{heading}**", "", *_markdown(rows))
    yield ""
    yield from (f"- {line}" for line in goals(figures))
    for way, meaning in figures.ways.items():
        yield f"- `{way}`: {meaning}: `{command_of(figures, way, told)}`"
    yield from (f"- {name}: {text}" for name, text in figures.facts.items())


def _markdown(rows: Rows) -> Iterator[str]:
    yield f"| {' | '.join(rows[0])} |"
    yield f"|{'|'.join('---' if title in LEFT else '--:' for title in rows[0])}|"
    yield from (f"| {' | '.join(row)} |" for row in rows[1:])
