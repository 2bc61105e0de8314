"""Each planted bug is caught by the benches of its block and of what it is part of, and placed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from sim.results import RunResult
from sim.run import simulate
from tb.bench.find import design_names, find_bench
from tb.spec import RunSpec, Simulator
from tests.planted.bug import BOTH, Bug, Seen, written
from tests.planted.planting import ARRAY, TOP, engine_for, plant
from tests.planted.resets import missed_resets

WRITTEN = tuple(written())
RESETS = tuple(missed_resets())
BUGS = (*WRITTEN, *RESETS)

STAGE_TAPS = {
    "requantizer": "requantized",
    "activation": "activated",
    "add_engine": "added",
    "pool_engine": "pooled",
    "axis_narrow": "out",
}
"""Stages behind the engine, and the port at which the accelerator's bench must find their bugs."""

USUAL, IN_ENGINE = 5, 3
"""Bugs of each block that every run of the tests plants for the block's bench, and those of them
for the engine's; the others are `thorough`."""
EVERY = 4
"""One in so many forgotten resets is planted in every run."""


def by_block() -> dict[str, list[Bug]]:
    """The bugs of each block."""
    of_block: dict[str, list[Bug]] = {}
    for bug in WRITTEN:
        of_block.setdefault(bug.module, []).append(bug)
    return of_block


def usual(most: int) -> list[Bug]:
    """The first bugs of each block."""
    return [bug for bugs in by_block().values() for bug in bugs[:most]]


def case(bug: Bug, simulator: str, *, often: bool, seen: Seen | None = None) -> ParameterSet:
    """A bug on a simulator as a test; one that runs seldom is marked."""
    values = (bug, simulator) if seen is None else (bug, seen, simulator)
    name = f"{bug.name}-{simulator}".replace(" ", "_")
    return pytest.param(*values, id=name, marks=[] if often else [pytest.mark.thorough])


def engine_cases() -> Iterator[ParameterSet]:
    """Usual bugs on the two simulators by turns; thorough ones on both."""
    often = {bug.name: BOTH[i % 2] for i, bug in enumerate(usual(IN_ENGINE))}
    often |= {bug.name: bug.simulators[0] for bug in RESETS[::EVERY]}
    for bug in BUGS:
        for simulator in bug.simulators if bug.tests else ():
            yield case(bug, simulator, often=often.get(bug.name) == simulator)


def block_cases() -> Iterator[ParameterSet]:
    """Usual bugs on the two simulators by turns; thorough ones on both."""
    turns = {bug.name: i for i, bug in enumerate(usual(USUAL))}
    for bug in WRITTEN:
        simulators = bug.block.simulators if bug.block is not None else ()
        for i, simulator in enumerate(simulators):
            often = bug.name in turns and i == turns[bug.name] % len(simulators)
            yield case(bug, simulator, often=often, seen=bug.block)


def top_cases() -> Iterator[ParameterSet]:
    """Bugs behind the engine on the two simulators by turns; thorough ones on both."""
    usually = {bug.name: BOTH[i % 2] for i, bug in enumerate(b for b in WRITTEN if b.top)}
    often = usually | {bug.name: bug.simulators[0] for bug in RESETS[::EVERY]}
    for bug in BUGS:
        for simulator in bug.top.simulators if bug.top is not None else ():
            yield case(bug, simulator, often=often.get(bug.name) == simulator, seen=bug.top)


@pytest.mark.parametrize(("bug", "simulator"), list(engine_cases()))
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
            properties=False,  # the bench must find it by itself
        )
    )
    judge(result, seen)


@pytest.mark.parametrize(("bug", "seen", "simulator"), list(block_cases()))
def test_block_catches_and_places(
    bug: Bug, seen: Seen, simulator: Simulator, tmp_path: Path
) -> None:
    """So does the bench of the block that the bug sits in, by the beats unless told otherwise."""
    usual = [name for name in find_bench(bug.module).default_tests() if name != "contract"]
    result = simulate(
        RunSpec(
            toplevel=bug.module,
            simulator=simulator,
            tests=seen.tests or tuple(usual),
            parameters=dict(seen.parameters),
            rtl=plant(bug, tmp_path),
            properties=False,  # the bench must find it by itself
        )
    )
    judge(result, seen)


@pytest.mark.parametrize(("bug", "seen", "simulator"), list(top_cases()))
def test_accelerator_catches_and_places(
    bug: Bug, seen: Seen, simulator: Simulator, tmp_path: Path
) -> None:
    """So does the accelerator's bench: its first report is of the tap behind the stage."""
    result = simulate(
        RunSpec(
            toplevel="kraken_top",
            simulator=simulator,
            tests=seen.tests,
            parameters=dict(seen.parameters) or TOP,
            rtl=plant(bug, tmp_path),
            properties=False,  # the bench must find it by itself
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
    """Without a bug, none of the tests that catch them on this engine fails."""
    tests = tuple(sorted({name for bug in BUGS if not bug.parameters for name in bug.tests}))
    spec = RunSpec(toplevel="conv_engine", simulator=simulator, tests=tests, parameters=ARRAY)
    result = simulate(spec)
    assert result.passed, result.mismatches or result.fault


@pytest.mark.parametrize("simulator", BOTH)
def test_sound_accelerator_passes_the_same_tests(simulator: Simulator) -> None:
    """Nor does one of the accelerator's."""
    tests = tuple(sorted({name for bug in BUGS if bug.top for name in bug.top.tests}))
    spec = RunSpec(toplevel="kraken_top", simulator=simulator, tests=tests, parameters=TOP)
    result = simulate(spec)
    assert result.passed, result.mismatches or result.fault


def test_every_stage_has_a_bug_that_its_tap_shows() -> None:
    """The accelerator's bench blames the right stage."""
    shown = {(bug.module, bug.top.place.get("port")) for bug in WRITTEN if bug.top is not None}
    assert set(STAGE_TAPS.items()) <= shown


def test_every_block_has_five_bugs() -> None:
    """Blocks of the engine that have a bench fail for five bugs of their own at least."""
    counts = dict.fromkeys(design_names(), 0)
    for bug in WRITTEN:
        if bug.block is not None:
            counts[bug.module] += 1
    counts["conv_engine"] = len(WRITTEN)
    assert {name: count for name, count in counts.items() if count < 5} == {}
