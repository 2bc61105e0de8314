from pathlib import Path

import pytest

from sim.launch import Job, Outcome, launch
from sim.launch import test_filter as name_filter
from sim.results import FAILED, PASSED
from sim.tools import find_toolset
from tests.sim.conftest import BENCH, DESIGNS, ROOT, TOOLS, slice_design

SIMULATORS = pytest.mark.parametrize("simulator", ["icarus", "verilator"])


def run(simulator: str, folder: Path, *testcases: str, **keywords: object) -> Outcome:
    design = keywords.pop("design", slice_design())
    job = Job(design, BENCH, folder, 5, ROOT, testcases, **keywords)  # type: ignore[arg-type]
    return launch(job, find_toolset(simulator, TOOLS), DESIGNS)


@SIMULATORS
def test_a_good_design_passes(simulator: str, tmp_path: Path) -> None:
    outcome = run(simulator, tmp_path, "passes_words")
    assert [(test.name, test.verdict) for test in outcome.tests] == [("passes_words", PASSED)]
    assert outcome.fault == ""
    assert (tmp_path / "layers.jsonl").is_file()


@SIMULATORS
def test_parameters_and_definitions_reach_the_design(simulator: str, tmp_path: Path) -> None:
    design = slice_design(parameters={"Width": 16, "Add": 3}, defines={"EXTRA": "4"})
    environment = {"EXPECTED_OFFSET": "7"}
    outcome = run(simulator, tmp_path, "passes_words", design=design, environment=environment)
    assert outcome.tests[0].verdict == PASSED


@SIMULATORS
def test_a_failed_check_is_a_failed_test(simulator: str, tmp_path: Path) -> None:
    outcome = run(simulator, tmp_path, "differs")
    assert outcome.tests[0].verdict == FAILED
    assert "expected 8, got 7" in outcome.tests[0].message


@SIMULATORS
def test_a_simulator_that_dies_is_a_fault(simulator: str, tmp_path: Path) -> None:
    outcome = run(simulator, tmp_path, "dies")
    assert outcome.tests == ()
    assert "without a complete results.xml" in outcome.fault
    assert "Exit code 3" in outcome.fault
    assert "about to die" in outcome.fault


@SIMULATORS
def test_a_simulator_that_hangs_is_ended(simulator: str, tmp_path: Path) -> None:
    outcome = run(simulator, tmp_path, "hangs", idle_limit=4)
    assert "wrote nothing for 4 s and was ended" in outcome.fault


@SIMULATORS
def test_no_test_is_a_fault(simulator: str, tmp_path: Path) -> None:
    outcome = run(simulator, tmp_path, "passes")
    assert "No test ran" in outcome.fault


@SIMULATORS
def test_the_seed_decides_what_is_drawn(simulator: str, tmp_path: Path) -> None:
    drawn = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        run(simulator, folder, "tells_its_seed")
        drawn.append((folder / "seed.txt").read_text())
    assert drawn[0] == drawn[1]


@SIMULATORS
def test_waves_are_recorded(simulator: str, tmp_path: Path) -> None:
    outcome = run(simulator, tmp_path, "passes_words", waves=True)
    assert outcome.waves == tmp_path / "slice.fst"
    assert outcome.waves.stat().st_size > 100


def test_the_filter_takes_whole_names() -> None:
    assert name_filter("tb.x", ["a", "b"]) == r"^tb\.x\.(a|b)(/.*)?$"
