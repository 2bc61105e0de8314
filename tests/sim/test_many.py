"""A variant in one of many forked processes does what it does in a run of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sim.forks import MUTANT, OUTCOMES
from sim.many import run_many
from sim.outcome import Outcome
from sim.results import LineReader, RunResult
from sim.run import simulate
from tb.results import FAILED, PASSED
from tb.spec import RunSpec
from tests.planted.bug import Bug
from tests.planted.planting import ARRAY, plant
from tests.sim.variants import ENGINE, ROTATOR, planted, switched

WAYS = [("icarus", "python"), ("verilator", "native"), ("verilator", "python")]
SOUND_TOO = 99
"""A number that no variant has."""
SMALL = {**ARRAY, "Rows": 2, "Cols": 6}


def spec_of(design: str, way: tuple[str, str], place: Path, tests: Sequence[str]) -> RunSpec:
    """A run of a design that takes sources with variants from below a folder."""
    return RunSpec.of(
        toplevel=design,
        simulator=way[0],
        transport=way[1],
        rtl=place / "rtl",
        tests=tests,
        parameters=SMALL if design == "conv_engine" else {},
    )


def alone(spec: RunSpec, number: int, folder: Path) -> RunResult:
    """A variant in a run of its own."""
    folder.mkdir()
    (folder / MUTANT).write_text(f"{number}\n", encoding="utf-8")
    return simulate(spec, folder=folder)


def agree(outcome: Outcome, result: RunResult, *, same_source: bool = True) -> None:
    """All that both tell is the same."""
    assert outcome.state == (PASSED if result.passed else FAILED)
    assert bool(outcome.report) == bool(result.mismatches)
    failed = [test.name for test in result.tests if test.verdict == FAILED]
    assert outcome.test == (failed[0] if failed else "")
    cases = [case["case"] for case in result.cases if case["verdict"] == FAILED]
    assert outcome.case == (cases[0] if cases else "")
    if outcome.report:
        first, told = dict(result.mismatches[0]), dict(outcome.report)
        if not same_source:
            assert first.pop("replay") != told.pop("replay")
        assert told == first
        assert (outcome.kind, outcome.clock) == (first["kind"], first["clock"])


def compare(bugs: Sequence[Bug], spec: RunSpec, place: Path) -> list[Outcome]:
    """Outcomes of all bugs, each of which agrees with a run of its own on the same build."""
    switched(bugs, place / "rtl")
    (folder := place / "many").mkdir()
    numbers = [*range(1, len(bugs) + 1), SOUND_TOO]
    seen: list[Outcome] = []
    found = run_many(spec, numbers, limit_seconds=120.0, folder=folder, on_outcome=seen.append)
    assert [outcome.number for outcome in found] == numbers
    assert seen == found
    rows = [Outcome.model_validate(row) for row in LineReader(folder / OUTCOMES).new()]
    assert [rows[0].number, rows[0].state] == [0, PASSED]
    assert rows[1:] == found
    for outcome in found:
        agree(outcome, alone(spec, outcome.number, place / f"alone{outcome.number}"))
    assert [outcome.state for outcome in found] == [FAILED] * len(bugs) + [PASSED]
    assert not [path for path in folder.iterdir() if path.is_dir()]
    return found


def compare_copies(
    bugs: Sequence[Bug], found: Sequence[Outcome], spec: RunSpec, place: Path
) -> None:
    """The bugs planted in copies of the sources are told in the same way."""
    for bug, outcome in zip(bugs, found, strict=False):
        copy = plant(bug, place / f"copy{outcome.number}")
        agree(outcome, simulate(spec.model_copy(update={"rtl": copy})), same_source=False)


@pytest.mark.parametrize("way", [*WAYS[:2], pytest.param(WAYS[2], marks=pytest.mark.thorough)])
def test_a_block(way: tuple[str, str], tmp_path: Path) -> None:
    bugs = planted(ROTATOR)
    spec = spec_of("weights_rotator", way, tmp_path, ("sound", "full", "wrong_last"))
    found = compare(bugs, spec, tmp_path)
    assert {outcome.test for outcome in found} == {"sound", "full", "wrong_last", ""}
    if way == WAYS[0]:  # where a copy is soon compiled
        compare_copies(bugs[:2], found, spec, tmp_path)


@pytest.mark.parametrize(
    "way", [WAYS[0], *(pytest.param(way, marks=pytest.mark.thorough) for way in WAYS[1:])]
)
def test_the_engine(way: tuple[str, str], tmp_path: Path) -> None:
    bugs = planted(ENGINE)
    spec = spec_of("conv_engine", way, tmp_path, ("state",))
    found = compare(bugs, spec, tmp_path)
    assert [outcome.kind for outcome in found][1:] == ["busy", ""]
    if way != WAYS[0]:
        compare_copies(bugs, found, spec, tmp_path)
