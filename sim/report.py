"""A run's result as a table for people, as JSON, and as JUnit XML."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.results import FAILED, PASSED, RunResult

RESULT_JSON = "result.json"
JUNIT_XML = "junit.xml"
SUMMED = ("beats", "lanes", "clocks", "predicted")
"""Columns that a total makes sense of."""


def write_files(result: RunResult) -> None:
    """Write ``result.json`` and ``junit.xml`` into the run's folder."""
    text = json.dumps(as_data(result), indent=2, default=str)
    (result.folder / RESULT_JSON).write_text(text + "\n", encoding="utf-8")
    tree = ElementTree.ElementTree(as_junit(result))
    ElementTree.indent(tree)
    tree.write(result.folder / JUNIT_XML, encoding="unicode", xml_declaration=True)


def as_data(result: RunResult) -> dict[str, Any]:
    """Everything that is known about a run, as plain data."""
    return {
        "verdict": PASSED if result.passed else FAILED,
        "exit_code": result.exit_code,
        **dataclasses.asdict(result),
        "totals": totals(result.layers),
    }


def totals(layers: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Sums over all layers of what can be summed."""
    rows = list(layers)
    return {name: sum(int(row.get(name) or 0) for row in rows) for name in SUMMED}


def as_junit(result: RunResult) -> ElementTree.Element:
    """A test suite with a case for each cocotb test and for each layer that it compared."""
    suite = ElementTree.Element("testsuite", name=f"{result.toplevel} on {result.simulator}")
    properties = ElementTree.SubElement(suite, "properties")
    facts = {
        "commit": result.commit,
        "seed": result.seed,
        "replay": result.replay,
        **{f"parameter.{name}": value for name, value in result.parameters.items()},
        **{f"tool.{name}": version for name, version in result.tools.items()},
    }
    for name, value in facts.items():
        ElementTree.SubElement(properties, "property", name=name, value=str(value))
    cases = failures = 0
    for name, row_name, seconds, problem in _cases(result):
        case = ElementTree.SubElement(
            suite, "testcase", classname=name, name=row_name, time=f"{seconds:.3f}"
        )
        cases += 1
        if problem is not None:
            failures += 1
            failure = ElementTree.SubElement(case, "failure", message=problem.split("\n")[0])
            failure.text = _printable(f"{problem}\nReplay: {result.replay}")
    suite.set("tests", str(cases))
    suite.set("failures", str(failures))
    suite.set("time", f"{result.run_seconds:.3f}")
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    return suites


def _cases(result: RunResult) -> Iterable[tuple[str, str, float, str | None]]:
    """Class, name, seconds and problem of each test case."""
    group = f"{result.toplevel}.{result.simulator}"
    if result.fault:
        yield group, "run", result.run_seconds, result.fault
    for test in result.tests:
        problem = None if test.verdict == PASSED else str(test)
        yield group, test.name, test.seconds, problem
    for row in result.layers:
        problem = None if row.get("verdict") == PASSED else f"layer {row.get('verdict')}"
        yield f"{group}.{row.get('test', '')}", str(row.get("layer", "")), 0.0, problem


def _printable(text: str) -> str:
    """`text` without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or letter >= " ")


def layer_line(row: Mapping[str, Any]) -> str:
    """One finished layer, for the live progress."""
    return (
        f"{row.get('verdict', '?'):>6}  {row.get('layer', '')}  {row.get('shape', '')}  "
        f"{_number(row.get('beats'))} beats  {_number(row.get('clocks'))} clocks"
    )


def show(result: RunResult, console: Console) -> None:
    """Print the table of layers, what failed, and the verdict."""
    if result.layers:
        console.print(layer_table(result))
    for test in result.tests:
        if test.verdict != PASSED:
            console.print(Text(f"{test.name} failed: {test}", style="red"), soft_wrap=True)
    if result.fault:
        console.print(Text(result.fault, style="red"))
    console.print(_facts(result), soft_wrap=True, highlight=False)
    verdict, style = ("PASSED", "bold green") if result.passed else ("FAILED", "bold red")
    console.print(Text(f"{verdict}: {_summary(result)}", style=style), soft_wrap=True)


def layer_table(result: RunResult) -> Table:
    """A row for each layer and the sums below."""
    table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False)
    sums = totals(result.layers)
    table.add_column("layer", footer="total", no_wrap=True)
    table.add_column("shape", overflow="fold", min_width=12)
    for title, name in (("beats", "beats"), ("values", "lanes")):
        table.add_column(title, footer=_number(sums[name]), justify="right", no_wrap=True)
    table.add_column("clocks", footer=_number(sums["clocks"]), justify="right", no_wrap=True)
    table.add_column("predicted", footer=_number(sums["predicted"]), justify="right", no_wrap=True)
    table.add_column("PE use", justify="right", no_wrap=True)
    table.add_column("verdict")
    table.add_column("seed", justify="right", no_wrap=True)
    for row in result.layers:
        style = "green" if row.get("verdict") == PASSED else "red"
        table.add_row(
            str(row.get("layer", "")),
            str(row.get("shape", "")),
            *(_number(row.get(name)) for name in SUMMED),
            # Of a layer that was cut short it would count products that were never made.
            _percent(row.get("utilisation")) if row.get("verdict") == PASSED else "",
            Text(str(row.get("verdict", "")), style=style),
            str(row.get("seed", result.seed)),
        )
    return table


def _facts(result: RunResult) -> Text:
    size = ", ".join(f"{name} {value}" for name, value in result.parameters.items())
    tools = ", ".join(f"{name} {version}" for name, version in result.tools.items())
    lines = [
        f"design   {result.toplevel}" + (f" ({size})" if size else ""),
        f"tools    {tools}" + (f"; commit {result.commit}" if result.commit else ""),
        f"seconds  {result.build_seconds:.1f} building, {result.run_seconds:.1f} simulating",
        f"results  {_near(result.folder / RESULT_JSON)}, {JUNIT_XML}"
        + (f", {result.waves.name}" if result.waves else ""),
        f"replay   {result.replay}",
    ]
    return Text("\n".join(lines))


def _summary(result: RunResult) -> str:
    sums = totals(result.layers)
    good = sum(test.verdict == PASSED for test in result.tests)
    parts = [f"{good} of {len(result.tests)} tests"]
    if result.layers:
        parts.append(f"{len(result.layers)} layers, {_number(sums['beats'])} beats compared")
    if result.mismatches:
        parts.append(f"{len(result.mismatches)} fault(s)")
    parts.append(f"{result.simulator}, seed {result.seed}")
    return ", ".join(parts)


def _near(path: Path) -> Path:
    """`path` from where the user stands, if it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)


def _percent(value: object) -> str:
    return f"{100 * value:.1f} %" if isinstance(value, float) else ""
