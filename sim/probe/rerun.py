"""Runs a failed test once more, with all signals recorded from its start on."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.chosen import Chosen, choose
from sim.launch import RUN_JSON, launch, prepare
from sim.places import DESIGNS
from sim.results import LOG, LineReader, Row, RunResult
from sim.told import FailedAssertion, first_assertion
from sim.tools import Toolset
from tb.results import MISMATCHES, PASSED
from tb.spec import Run, RunSpec

FOLDER = "probe"
"""Of the second run, in that of the first."""
MOST_CLOCKS = 100_000
"""Clocks that are recorded; a fault behind them is not looked for."""
RECORDED, FROM = "TB_RECORDED", "TB_RECORDED_FROM"
"""Environment variables by which the native transport is told how many, and the first of them."""
AHEAD = 8
"""Clocks in front of the failing case, in which the design is at rest."""


@dataclass(frozen=True)
class Rerun:
    """A run with waveforms.

    Attributes:
        folder: of the simulation.
        report: the first fault that the bench found; empty where it found none.
        assertion: the first of the design's own that failed; None where none did.
        failed: whether it failed again.
    """

    folder: Path
    report: Row
    assertion: FailedAssertion | None
    failed: bool


def spec_of(result: RunResult) -> RunSpec:
    """The failing test of a run, alone and with waveforms."""
    failed = [str(row["test"]) for row in result.mismatches if row.get("test")]
    failed += [test.name for test in result.tests if test.verdict != PASSED]
    told: dict[str, object] = {
        "waves": True,
        "coverage": "none",
        "max_mismatches": 1,
        "build": "auto",
        "tests": tuple(failed[:1]) or result.spec.tests,
    }
    return result.spec.model_copy(update=told)


def began_at(result: RunResult) -> int:
    """The clock in which the first failing case of a run began; 0 where nobody knows."""
    return int(result.mismatches[0].get("began", 0)) if result.mismatches else 0


def run_again(result: RunResult, toolset: Toolset, since: int) -> Rerun:
    """Run the first failing test of a run with waveforms.

    Args:
        result: of the run.
        toolset: its simulator's.
        since: the first clock that matters.

    Raises:
        SimError: the design cannot be built with waveforms.
    """
    chosen: Chosen = choose(spec_of(result))
    folder = result.folder / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    prepared = prepare(chosen, toolset, DESIGNS)
    run = Run(
        spec=chosen.spec, parameters=chosen.values, folder=folder, transport=prepared.transport
    )
    (folder / RUN_JSON).write_text(run.model_dump_json(indent=2) + "\n", encoding="utf-8")
    told: Mapping[str, str] = {RECORDED: str(MOST_CLOCKS), FROM: str(max(since - AHEAD, 0))}
    ended = launch(chosen, prepared, toolset, folder, environment=told)
    rows = list(LineReader(folder / MISMATCHES).new())
    assertion = first_assertion(folder / LOG)
    failed = bool(rows or assertion or ended.fault) or any(
        test.verdict != PASSED for test in ended.tests
    )
    return Rerun(folder, rows[0] if rows else {}, assertion, failed)
