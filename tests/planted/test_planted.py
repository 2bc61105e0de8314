"""Each planted bug is caught, on each simulator that can see it, and the report names its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.run import simulate
from tests.planted.bugs import BOTH, WRITTEN, Bug
from tests.planted.conftest import ARRAY, array_for, plant
from tests.planted.resets import missed_resets

BUGS = (*WRITTEN, *missed_resets())

CASES = [
    pytest.param(bug, simulator, id=f"{bug.name}-{simulator}".replace(" ", "_"))
    for bug in BUGS
    for simulator in bug.simulators
]


@pytest.mark.parametrize(("bug", "simulator"), CASES)
def test_bug_is_caught_and_placed(bug: Bug, simulator: str, tmp_path: Path) -> None:
    """The bench fails, and its first report is of the right sort, cause and place."""
    result = simulate(
        simulator=simulator,
        testcases=bug.tests,
        params=array_for(bug),
        rtl_dir=plant(bug, tmp_path),
    )
    assert not result.passed
    assert not result.fault, result.fault
    assert result.mismatches, "the bench failed without a report"
    report = result.mismatches[0]
    assert report["kind"] in bug.kinds, report
    if bug.causes:
        guesses = (report["cause"], *report["hints"])
        assert any(cause in guess for cause in bug.causes for guess in guesses), guesses
    place = {**report["place"], "lane": report["lane"]}
    assert {key: place.get(key) for key in bug.place} == dict(bug.place)
    assert report["replay"]
    assert report["seed"] == result.seed


@pytest.mark.parametrize("simulator", BOTH)
def test_sound_engine_passes_the_same_tests(simulator: str) -> None:
    """Without a bug, none of the tests that catch them fails."""
    tests = sorted({name for bug in BUGS for name in bug.tests})
    result = simulate(simulator=simulator, testcases=tests, params=ARRAY)
    assert result.passed, result.mismatches or result.fault
