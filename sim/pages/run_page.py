"""The page of a run: did it pass, what failed and where, how to repeat it, and what it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import report
from sim.files import put
from sim.pages.cases import CaseTable, case_table
from sim.pages.draw_graph import draw_graph
from sim.pages.draw_heat import count, draw_heat, summary
from sim.pages.draw_wave import draw_window
from sim.pages.failures import Failure, group, maps, reports_of
from sim.pages.network import read_network
from sim.pages.render import render
from sim.pages.signals import Signals
from sim.results import LOG, REPORT_HTML, Row, RunResult
from tb.results import PASSED

TEMPLATE = "run.html.j2"
MOST_FAILURES = 8
"""Sorts of failures that are shown in full."""
MOST_LISTED = 100
"""Sorts of failures besides that get a line."""
DIRTY = "+"
"""Behind a commit: there were changes that it does not have."""


def write_run_page(result: RunResult, told: Mapping[str, str] | None = None) -> Path:
    """Write ``report.html`` into a run's folder, whole or not at all; returns its path.

    Beside recorded waveforms it writes what viewers need to show them by name.

    Args:
        result: what was found; the folder holds the files that it came from.
        told: facts beside those of every run, by name.

    Raises:
        OSError: it cannot be written.
    """
    path = result.folder / REPORT_HTML
    put(path, render(TEMPLATE, **_shown(result, told or {})))
    return path


def _shown(result: RunResult, told: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs."""
    reports = reports_of(result)
    signals = Signals.of(result, reports)
    failures = group(reports)
    table: CaseTable = case_table(result)
    return {
        "name": f"{result.toplevel} on {result.simulator}",
        "verdict": "passed" if result.passed else "failed",
        "summary": report.summary(result),
        "replay": result.replay,
        "gates": result.spec.netlist,
        "problems": _problems(result, reports),
        "failures": [
            _failure(failure, i, signals) for i, failure in enumerate(failures[:MOST_FAILURES])
        ],
        "more_failures": failures[MOST_FAILURES:][:MOST_LISTED],
        "hidden_failures": max(len(failures) - MOST_FAILURES - MOST_LISTED, 0),
        "faults": len(result.mismatches),
        "limit": result.spec.max_mismatches,
        "table": table,
        "case_label": result.case_label,
        "network": _network(result, reports),
        "told": told,
        "facts": _facts(result),
        "clocked": signals.clocked,
        "viewers": signals.write_viewers(),
        "files": _files(result),
        "results": result.folder.name,
    }


def _problems(result: RunResult, reports: Sequence[Row]) -> list[dict[str, str]]:
    """What failed beside what reports tell: tests, and the run as a whole."""
    usage = {entry.get("test"): str(entry.get("message")) for entry in result.usage}
    found = []
    for test in result.tests:
        if test.verdict == PASSED:
            continue
        if test.name in usage:
            found.append(
                {"name": f"{test.name} cannot do what it was told", "why": usage[test.name]}
            )
        elif not any(report["detail"] in test.why() for report in reports):
            found.append({"name": f"{test.name} failed", "why": test.why()})
    if result.fault:
        found.append({"name": "The run was cut short", "why": result.fault})
    return found


def _failure(failure: Failure, index: int, signals: Signals) -> dict[str, Any]:
    """One sort of failure with its pictures."""
    about = failure.heading
    window = signals.window(failure.first)
    return {
        "data": failure,
        "maps": [
            {
                "title": each.title,
                "summary": summary(
                    count(each.spots, each.down, each.across), each.down, each.across
                ),
                "drawing": draw_heat(
                    f"map-{index}-{i}",
                    f"{each.title} of wrong words: {about}",
                    each.spots,
                    each.down,
                    each.across,
                ),
            }
            for i, each in enumerate(maps(failure))
        ],
        "window": window
        and {
            "drawing": draw_window(f"window-{index}", f"Signals around the fault: {about}", window),
            "quiet": window.quiet,
        },
    }


def _network(result: RunResult, reports: Sequence[Row]) -> dict[str, Any] | None:
    found = read_network(result, reports)
    if found is None:
        return None
    name, layers = found
    return {
        "name": name,
        "layers": layers,
        "drawing": draw_graph("network", f"Layers of {name} and what computes them", layers),
        "places": sorted({layer.where for layer in layers}),
    }


def _facts(result: RunResult) -> dict[str, str]:
    """What was run, with which sources and tools, and how long that took."""
    spec = result.spec
    commit = result.commit.removesuffix(DIRTY)
    return {
        "commit": commit + (" (dirty)" if result.commit.endswith(DIRTY) else ""),
        "seed": str(result.seed),
        "tests": ", ".join(f"{test.name} ({test.seconds:.1f} s)" for test in result.tests),
        "parameters": ", ".join(f"{name} {value:,}" for name, value in result.parameters.items()),
        "options": ", ".join(f"{name}={text}" for name, text in spec.options.items()),
        "profiles": ", ".join(spec.profiles),
        "defines": ", ".join(f"{name}={text}" for name, text in spec.defines.items()),
        "RTL": str(spec.rtl or ""),
        "transport": result.transport,
        "remark": result.remark,
        "tools": ", ".join(f"{name} {version}" for name, version in result.tools.items()),
        "building": f"{result.build_seconds:.1f} s",
        "simulating": f"{result.run_seconds:.1f} s",
    }


def _files(result: RunResult) -> list[str]:
    """Files of the run's folder and of those of its simulations, as links of the page."""
    names = ("*.json", "*.xml", "*.jsonl", LOG, "*.fst", "*.gtkw", "*.sucl")
    folder = result.folder
    return [
        path.relative_to(folder).as_posix()
        for start in ("", "job*/")
        for name in names
        for path in sorted(folder.glob(start + name))
    ]
