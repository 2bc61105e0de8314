import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from sim.chosen import Chosen, choose
from sim.launch import RUN_JSON, Ended, launch, prepare
from sim.launch import test_filter as name_filter
from sim.tools import find_toolset
from tb.results import CASES, FAILED, PASSED
from tb.spec import Run
from tests.sim.conftest import DESIGNS, TOOLS, slice_spec

SIMULATORS = pytest.mark.parametrize("simulator", ["icarus", "verilator"])


def run(simulator: str, folder: Path, *tests: str, **told: Any) -> Ended:
    chosen = choose(slice_spec(simulator, *tests, **told))
    return launched(chosen, folder)


def launched(chosen: Chosen, folder: Path) -> Ended:
    toolset = find_toolset(chosen.spec.simulator, TOOLS)
    prepared = prepare(chosen, toolset, DESIGNS)
    told = Run(
        spec=chosen.spec,
        parameters=chosen.values,
        folder=folder,
        transport=prepared.transport,
    )
    (folder / RUN_JSON).write_text(told.model_dump_json(), encoding="utf-8")
    return launch(chosen, prepared, toolset, folder)


@SIMULATORS
def test_a_good_design_passes(simulator: str, tmp_path: Path) -> None:
    ended = run(
        simulator, tmp_path, "sound", "adds", options={"OFFSET": "3"}, parameters={"Add": 3}
    )
    verdicts = [(test.name, test.verdict) for test in ended.tests]
    assert verdicts == [("sound", PASSED), ("adds", PASSED)]
    assert ended.fault == ""
    assert (tmp_path / CASES).is_file()


@SIMULATORS
def test_parameters_and_definitions_reach_the_design(simulator: str, tmp_path: Path) -> None:
    told = {"parameters": {"Add": 3}, "defines": {"EXTRA": "4"}}
    assert run(simulator, tmp_path, "adds", options={"OFFSET": "7"}, **told).tests[0].verdict == (
        PASSED
    )


@SIMULATORS
def test_a_failed_check_is_a_failed_test(simulator: str, tmp_path: Path) -> None:
    (test,) = run(simulator, tmp_path, "differs").tests
    assert test.verdict == FAILED
    assert "tdata of out differs in beat 0" in test.message
    row = next(line for line in test.message.splitlines() if "<- differs" in line)
    assert row.split()[:3] == ["0", "8", "7"]


@SIMULATORS
def test_a_simulator_that_dies_is_a_fault(simulator: str, tmp_path: Path) -> None:
    ended = run(simulator, tmp_path, "dies")
    assert ended.tests == ()
    assert "without a complete results.xml" in ended.fault
    assert "Exit code 3" in ended.fault
    assert "about to die" in ended.fault


@SIMULATORS
def test_a_simulator_that_hangs_is_ended(simulator: str, tmp_path: Path) -> None:
    ended = run(simulator, tmp_path, "hangs", idle_limit=4)
    assert "wrote nothing for 4 s and was ended" in ended.fault


@SIMULATORS
def test_no_test_is_a_fault(simulator: str, tmp_path: Path) -> None:
    """The simulator's bench may be another than the one that was looked at."""
    chosen = dataclasses.replace(choose(slice_spec(simulator)), tests=("add",))
    ended = launched(chosen, tmp_path)
    assert ended.fault == "No test ran: the bench has none of the name(s) add."


@SIMULATORS
def test_the_seed_decides_what_is_drawn(simulator: str, tmp_path: Path) -> None:
    drawn = []
    for name, seed in (("first", 5), ("second", 5), ("third", 6)):
        folder = tmp_path / name
        folder.mkdir()
        run(simulator, folder, "tells", seed=seed)
        drawn.append(json.loads((folder / "told.json").read_text())["drawn"])
    assert drawn[0] == drawn[1] != drawn[2]


@SIMULATORS
def test_waves_are_recorded(simulator: str, tmp_path: Path) -> None:
    ended = run(simulator, tmp_path, "tells", waves=True)
    assert ended.waves == tmp_path / "slice.fst"
    assert ended.waves.stat().st_size > 100


def test_the_filter_takes_whole_names() -> None:
    assert name_filter("tb.x", ["a", "b"]) == r"^tb\.x\.(a|b)(/.*)?$"
