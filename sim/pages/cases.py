"""The table of a run's cases, with a bar for the clocks of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sim.pages.draw_bars import draw_bar
from sim.report import LONGEST_TABLE, figure_cell, folded, number
from sim.results import COUNTED, Row, RunResult
from tb.bench.columns import Column
from tb.results import PASSED
from tb.stimulus.profiles import NO_KIND

CLOCKS = "clocks"
MOST_ROWS = 500
"""Rows that a page shows; ``cases.jsonl`` has every case."""


@dataclass(frozen=True)
class CaseRow:
    """One row: texts of its cells, and its bar."""

    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    bar: Markup | None
    verdict: str


@dataclass(frozen=True)
class CaseTable:
    """The table.

    Attributes:
        texts, numbers: titles of the columns; numbers are aligned to the right.
        rows: the cases; those that passed one after another share a row where there are many.
        totals: below the columns of numbers.
        folded: whether cases share rows.
        hidden: how many rows are not shown.
    """

    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    rows: tuple[CaseRow, ...]
    totals: tuple[str, ...]
    folded: bool
    hidden: int


def case_table(result: RunResult) -> CaseTable:
    """The table of a run's cases, with the columns that its bench tells."""
    many = len(result.cases) > LONGEST_TABLE
    all_rows = tuple(folded(result)) if many else result.cases
    rows = _most_telling(all_rows)
    texts = {"test": "test", result.case_label: "case", "shape": "detail", "profile": "profile"}
    shown = {title: key for title, key in texts.items() if _worth(title, key, rows)}
    sums = result.totals
    due = next((column for column in result.columns if column.beside == CLOCKS), None)
    longest = max((int(row.get(CLOCKS) or 0) for row in rows), default=1)
    return CaseTable(
        tuple(shown),
        (*COUNTED, *(column.title for column in result.columns)),
        tuple(
            CaseRow(
                tuple(_text(row, key) for key in shown.values()),
                (
                    *(number(row.get(name)) for name in COUNTED),
                    *(figure_cell(row, column) for column in result.columns),
                ),
                _bar(row, i, due, longest),
                str(row.get("verdict", "")),
            )
            for i, row in enumerate(rows)
        ),
        (
            *(number(sums[name]) for name in COUNTED),
            *(number(sums.get(column.figure)) for column in result.columns),
        ),
        many,
        len(all_rows) - len(rows),
    )


def _most_telling(rows: Sequence[Row]) -> tuple[Row, ...]:
    """As many rows as a page shows, in their order; of too many those that failed stay first."""
    failed_first = sorted(range(len(rows)), key=lambda i: rows[i].get("verdict") == PASSED)
    return tuple(rows[i] for i in sorted(failed_first[:MOST_ROWS]))


def _worth(title: str, key: str, rows: tuple[Row, ...]) -> bool:
    """Whether a column of texts tells rows apart."""
    found = {str(row.get(key, "")) for row in rows}
    if title == "test":
        return len(found) > 1
    return title not in ("shape", "profile") or bool(found - {"", NO_KIND})


def _text(row: Row, key: str) -> str:
    text = str(row.get(key, ""))
    return "" if key == "profile" and text == NO_KIND else text


def _bar(row: Row, index: int, due: Column | None, longest: int) -> Markup | None:
    figure = row.get("figures", {}).get(due.figure) if due else None
    # Of a case that was cut short the prediction counts work that was never done.
    known = isinstance(figure, int) and row.get("verdict") == PASSED
    clocks = int(row.get(CLOCKS) or 0)
    name = str(row.get("case", ""))
    if not clocks:
        return None
    return draw_bar(f"clocks-{index}", name, clocks, figure if known else None, longest)
