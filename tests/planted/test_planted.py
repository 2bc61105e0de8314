"""Each planted bug is caught by the benches of its block and of the engine, and placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.results import RunResult
from sim.run import simulate
from tb.spec import RunSpec, Simulator
from tests.planted.bug import BOTH, Bug, Seen, written
from tests.planted.planting import ARRAY, engine_for, plant
from tests.planted.resets import missed_resets

WRITTEN = tuple(written())
BUGS = (*WRITTEN, *missed_resets())


def case_id(bug: Bug, simulator: str) -> str:
    return f"{bug.name}-{simulator}".replace(" ", "_")


ENGINE = [
    pytest.param(bug, simulator, id=case_id(bug, simulator))
    for bug in BUGS
    if bug.tests
    for simulator in bug.simulators
]
BLOCK = [
    pytest.param(bug, bug.block, simulator, id=case_id(bug, simulator))
    for bug in WRITTEN
    if bug.block is not None
    for simulator in bug.block.simulators
]


@pytest.mark.parametrize(("bug", "simulator"), ENGINE)
def test_engine_catches_and_places(bug: Bug, simulator: Simulator, tmp_path: Path) -> None:
    """The engine's bench fails, and its first report is of the right sort, cause and place."""
    seen = Seen(bug.kinds, bug.causes, bug.place)
    result = simulate(
        RunSpec(
            toplevel="conv_engine",
            simulator=simulator,
            tests=bug.tests,
            parameters=engine_for(bug),
            rtl=plant(bug, tmp_path),
        )
    )
    judge(result, seen)


@pytest.mark.parametrize(("bug", "seen", "simulator"), BLOCK)
def test_block_catches_and_places(
    bug: Bug, seen: Seen, simulator: Simulator, tmp_path: Path
) -> None:
    """So does the bench of the block that the bug sits in."""
    result = simulate(
        RunSpec(
            toplevel=bug.module,
            simulator=simulator,
            tests=seen.tests,
            parameters=dict(seen.parameters),
            rtl=plant(bug, tmp_path),
        )
    )
    judge(result, seen)


def judge(result: RunResult, seen: Seen) -> None:
    """The bench failed, with a report that says what `seen` asks for."""
    assert not result.passed
    assert not result.fault, result.fault
    assert result.mismatches, "the bench failed without a report"
    report = result.mismatches[0]
    assert report["kind"] in seen.kinds, report
    if seen.causes:
        guesses = (report["cause"], *report["hints"])
        assert any(cause in guess for cause in seen.causes for guess in guesses), guesses
    place = {**report, **report["place"]}
    assert {key: place.get(key) for key in seen.place} == dict(seen.place)
    assert report["replay"]
    assert report["seed"] == result.seed


@pytest.mark.parametrize("simulator", BOTH)
def test_sound_engine_passes_the_same_tests(simulator: Simulator) -> None:
    """Without a bug, none of the tests that catch them fails."""
    tests = tuple(sorted({name for bug in BUGS for name in bug.tests}))
    spec = RunSpec(toplevel="conv_engine", simulator=simulator, tests=tests, parameters=ARRAY)
    result = simulate(spec)
    assert result.passed, result.mismatches or result.fault


def test_every_block_has_five_bugs() -> None:
    """Blocks of the engine that have a bench fail for five bugs of their own at least."""
    from tb.bench.find import design_names

    counts = dict.fromkeys(design_names(), 0)
    for bug in WRITTEN:
        if bug.block is not None:
            counts[bug.module] += 1
    counts["conv_engine"] = len(WRITTEN)
    assert {name: count for name, count in counts.items() if count < 5} == {}
