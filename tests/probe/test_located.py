"""The block that was changed is named in runs of the engine and of the accelerator."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.results import RunResult
from sim.run import simulate
from tb.spec import RunSpec
from tests.planted.planting import plant
from tests.probe.sampled import USUAL, Shown, shown

GOAL = 0.95
"""Share of all bugs whose block must be named."""

ICARUS = list(shown("icarus"))
OFTEN = [found for found in ICARUS if (found.bug.name, found.toplevel) in USUAL]


def run(found: Shown, folder: Path) -> RunResult:
    """A run with the bug."""
    rtl = plant(found.bug, folder)
    (folder / "run").mkdir()
    spec = RunSpec(
        toplevel=found.toplevel,
        simulator=found.simulator,
        tests=found.tests,
        parameters=found.parameters,
        rtl=rtl,
    )
    return simulate(spec, folder=folder / "run", locate=True)


def named(result: RunResult) -> str:
    """The block that a failed run names; empty where it names none."""
    assert not result.passed
    return "" if result.located is None else str(result.located["module"])


@pytest.mark.parametrize("found", OFTEN, ids=str)
def test_the_block_is_named(found: Shown, tmp_path: Path) -> None:
    result = run(found, tmp_path)
    assert named(result) == found.bug.module, result.why()
    assert result.located is not None
    assert result.mismatches[0]["located"] == result.located
    assert result.located["clock"] <= result.mismatches[0]["clock"]
    assert result.located["sentence"] in result.why()
    assert RunResult.read(result.folder).located == result.located


def test_all_that_are_looked_for_often_exist() -> None:
    assert len(OFTEN) == len(USUAL)


@pytest.mark.thorough
def test_nearly_every_block_is_named(tmp_path: Path) -> None:
    missed = []
    for i, found in enumerate(ICARUS):
        folder = tmp_path / str(i)
        folder.mkdir()
        result = run(found, folder)
        if named(result) != found.bug.module:
            missed.append(f"{found}: {found.bug.module}, not {result.located or 'told'}")
    assert len(missed) <= (1 - GOAL) * len(ICARUS), "\n".join(missed)


@pytest.mark.thorough
@pytest.mark.parametrize("found", OFTEN, ids=str)
def test_verilator_names_the_same(found: Shown, tmp_path: Path) -> None:
    there = Shown(found.bug, found.toplevel, found.tests, found.parameters, "verilator")
    result = run(there, tmp_path)
    assert named(result) == found.bug.module, result.why()
