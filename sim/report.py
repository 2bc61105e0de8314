"""A run's result as text and tables for people."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.results import COUNTED, JUNIT_XML, REPORT_HTML, RESULT_JSON, Row, RunResult
from tb.bench.columns import Column, Format
from tb.results import PASSED
from tb.stimulus.profiles import NO_KIND

LONGEST_TABLE = 40
"""Rows of a table that people still read one by one."""


def case_line(row: Mapping[str, Any]) -> str:
    """One finished case, for the live progress."""
    profile = str(row.get("profile", NO_KIND))
    told = [str(row.get(name, "")) for name in ("test", "case", "detail")]
    told += [] if profile == NO_KIND else [f"[{profile}]"]
    told += [f"{number(row.get(name))} {name}" for name in ("beats", "clocks")]
    return "  ".join([f"{row.get('verdict', '?'):>6}", *filter(None, told)])


def show(result: RunResult, console: Console) -> None:
    """Print the table of cases, what failed, and the verdict."""
    if result.cases:
        console.print(case_table(result))
    show_faults(result, console)
    files = result_files(result.folder, RESULT_JSON, [result.waves] if result.waves else [])
    facts = {**facts_of(result), "results": files}
    show_facts({**facts, "replay": result.replay}, console)
    show_verdict(result, console)


def show_faults(result: RunResult, console: Console) -> None:
    """Print what failed and why."""
    told = {entry.get("test"): entry.get("message") for entry in result.usage}
    for test in result.tests:
        if test.verdict != PASSED:
            why = f"failed: {test.why()}"
            if test.name in told:
                why = f"cannot do what it was told: {told[test.name]}"
            console.print(Text(f"{test.name} {why}", style="red"), soft_wrap=True)
    if result.fault:
        console.print(Text(result.fault, style="red"), soft_wrap=True)
    if result.located:
        show_facts({"located": result.located["sentence"]}, console)


def show_facts(facts: Mapping[str, str], console: Console) -> None:
    """Print facts about a result, a line each."""
    lines = [f"{name:<8} {text}" for name, text in facts.items() if text]
    console.print(Text("\n".join(lines)), soft_wrap=True, highlight=False)


def show_verdict(result: RunResult, console: Console) -> None:
    """Print the last line."""
    verdict, style = ("PASSED", "bold green") if result.passed else ("FAILED", "bold red")
    console.print(Text(f"{verdict}: {summary(result)}", style=style), soft_wrap=True)


def case_table(result: RunResult) -> Table:
    """A row for each case and the sums below, with the columns that the design's bench tells.

    In a long table the cases that passed in one test under one profile share a row.
    """
    table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False)
    sums = result.totals
    rows = result.cases if len(result.cases) <= LONGEST_TABLE else folded(result)
    tested = len({row.get("test") for row in rows}) > 1
    detailed = any(row.get("detail") for row in rows)
    held = any(row.get("profile", NO_KIND) != NO_KIND for row in rows)
    if tested:
        table.add_column("test", no_wrap=True)
    table.add_column(result.case_label, no_wrap=True)
    if detailed:
        table.add_column("shape", overflow="fold", min_width=12)
    if held:
        table.add_column("profile", no_wrap=True)
    table.columns[0].footer = "total"
    for name in COUNTED:
        table.add_column(name, footer=number(sums[name]), justify="right", no_wrap=True)
    for column in result.columns:
        footer = number(sums.get(column.figure))
        table.add_column(column.title, footer=footer, justify="right", no_wrap=True)
    table.add_column("verdict")
    table.add_column("seed", justify="right", no_wrap=True)
    for row in rows:
        style = "green" if row.get("verdict") == PASSED else "red"
        cells = [str(row.get("test", ""))] if tested else []
        cells += [str(row.get("case", ""))]
        cells += [str(row.get("detail", ""))] if detailed else []
        cells += [str(row.get("profile", ""))] if held else []
        cells += [number(row.get(name)) for name in COUNTED]
        cells += [figure_cell(row, column) for column in result.columns]
        verdict = Text(str(row.get("verdict", "")), style=style)
        table.add_row(*cells, verdict, str(row.get("seed", result.seed)))
    return table


def folded(result: RunResult) -> list[Row]:
    """The cases, but one row with sums for those that passed in a row under one profile."""
    rows: list[Row] = []

    def kind(row: Row) -> tuple[object, ...]:
        return row.get("test"), row.get("profile"), row.get("verdict") == PASSED

    for (_, _, passed), group in itertools.groupby(result.cases, kind):
        some = list(group)
        if not passed or len(some) == 1:
            rows += some
            continue
        name = f"{len(some)} {result.case_label}s"
        sums = result.sums(some)
        rows.append({**some[0], "case": name, "detail": "", **sums, "figures": sums})
    return rows


def figure_cell(row: Mapping[str, Any], column: Column) -> str:
    """A case's figure as a table has it."""
    # Of a case that was cut short a share would count work that was never done.
    if column.only_passed and row.get("verdict") != PASSED:
        return ""
    value = row.get("figures", {}).get(column.figure)
    if column.format is Format.PERCENT:
        return percent(value)
    return number(value)


def percent(value: object) -> str:
    """A share as a percentage, nothing for what is no number."""
    return f"{100 * value:.1f} %" if isinstance(value, float | int) else ""


def facts_of(result: RunResult) -> dict[str, str]:
    """What was run, with which tools, and how long that took."""
    size = ", ".join(f"{name} {value}" for name, value in result.parameters.items())
    tools = ", ".join(f"{name} {version}" for name, version in result.tools.items())
    return {
        "design": result.toplevel + (f" ({size})" if size else ""),
        "tools": tools + (f"; commit {result.commit}" if result.commit else ""),
        "remark": result.remark,
        "seconds": f"{result.build_seconds:.1f} building, {result.run_seconds:.1f} simulating"
        + (f" ({result.transport} transport)" if result.transport else ""),
    }


def summary(result: RunResult) -> str:
    """How much passed and how much failed, in a line."""
    good = sum(test.verdict == PASSED for test in result.tests)
    parts = [f"{good} of {counted(len(result.tests), 'test')}"]
    if result.cases:
        beats = number(result.totals["beats"])
        cases = counted(len(result.cases), result.case_label)
        parts.append(f"{cases}, {beats} beats compared")
    if result.mismatches:
        parts.append(counted(len(result.mismatches), "fault"))
    parts.append(f"{result.simulator}, seed {result.seed}")
    return ", ".join(parts)


def near(path: Path) -> Path:
    """`path` from where the user stands, if it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def result_files(folder: Path, first: str, waves: Iterable[Path]) -> str:
    """What lies in a result's folder, the first file with its path.

    Args:
        folder: of the result.
        first: the file that has all of it.
        waves: recorded waveforms, in the folder or below it.
    """
    below = (path.relative_to(folder) for path in waves)
    return ", ".join([str(near(folder / first)), JUNIT_XML, REPORT_HTML, *map(str, below)])


def number(value: object) -> str:
    """A number with thousands separators; other values as they are, nothing for None."""
    return f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)


def counted(count: int, what: str) -> str:
    """``1 fault``, ``2 faults``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
