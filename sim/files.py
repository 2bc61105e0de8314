"""A run's result as files: JSON for programs, JUnit XML for CI systems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from sim.results import JUNIT_XML, RESULT_JSON, RunResult
from tb.results import PASSED
from tb.stimulus.profiles import NO_KIND


def write_files(result: RunResult) -> None:
    """Write ``result.json`` and ``junit.xml`` into the run's folder."""
    put(result.folder / RESULT_JSON, result.model_dump_json(indent=2) + "\n")
    write_junit(result)


def write_junit(result: RunResult, facts: Mapping[str, object] | None = None) -> None:
    """Write ``junit.xml`` into the run's folder, see `as_junit`."""
    root = as_junit(result, facts)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True).decode()
    put(result.folder / JUNIT_XML, text + "\n")


def put(path: Path, text: str) -> None:
    """Write a file that nobody ever sees in part."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def as_junit(result: RunResult, facts: Mapping[str, object] | None = None) -> ElementTree.Element:
    """A test suite with a case for each test and for each case that it compared.

    Args:
        result: what to tell.
        facts: properties beside those of every run.
    """
    suite = ElementTree.Element("testsuite", name=f"{result.toplevel} on {result.simulator}")
    properties = ElementTree.SubElement(suite, "properties")
    told = {
        "commit": result.commit,
        "seed": result.seed,
        "replay": result.replay,
        **{f"parameter.{name}": value for name, value in result.parameters.items()},
        **{f"tool.{name}": version for name, version in result.tools.items()},
        **(facts or {}),
    }
    for name, value in told.items():
        ElementTree.SubElement(properties, "property", name=name, value=str(value))
    cases = failures = 0
    for group, name, seconds, problem in _cases(result):
        case = ElementTree.SubElement(
            suite, "testcase", classname=group, name=name, time=f"{seconds:.3f}"
        )
        cases += 1
        if problem is not None:
            failures += 1
            failure = ElementTree.SubElement(
                case, "failure", message=_printable(problem.split("\n")[0])
            )
            failure.text = _printable(f"{problem}\nReplay: {result.replay}")
    suite.set("tests", str(cases))
    suite.set("failures", str(failures))
    suite.set("time", f"{result.run_seconds:.3f}")
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    return suites


Entry = tuple[str, str, float, str | None]
"""Class, name, seconds and problem of a test case."""


def _cases(result: RunResult) -> Iterator[Entry]:
    """All entries; no two of them have both names alike, or CI systems would take them for one."""
    taken: Counter[tuple[str, str]] = Counter()
    for group, name, seconds, problem in _entries(result):
        free = name
        while (group, free) in taken:
            taken[group, name] += 1
            free = f"{name} #{taken[group, name]}"
        taken[group, free] = 1
        yield group, free, seconds, problem


def _entries(result: RunResult) -> Iterator[Entry]:
    group = f"{result.toplevel}.{result.simulator}"
    if result.fault:
        yield group, "run", result.run_seconds, result.fault
    for test in result.tests:
        yield group, test.name, test.seconds, None if test.verdict == PASSED else test.why()
    for row in result.cases:
        verdict, profile = row.get("verdict"), row.get("profile", NO_KIND)
        name = str(row.get("case", "")) + ("" if profile == NO_KIND else f" [{profile}]")
        problem = None if verdict == PASSED else f"{result.case_label} {verdict}"
        yield f"{group}.{row.get('test', '')}", name, 0.0, problem


def _printable(text: str) -> str:
    """`text` without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter in "\t\n" or letter >= " ")
