"""The bench on a design of its own: sound it passes, and every planted fault is found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from golden.kraken import ArrayParams
from sim.design import Design
from sim.launch import Job, Outcome, launch
from sim.results import PASSED
from sim.run import MODELS, TOOLS
from sim.targets import ROOT, SIMULATORS
from sim.tools import find_toolset
from tb.config import CONFIG_VARIABLE, RunConfig
from tests.tb.dut.faults import visible

DUT = Path(__file__).parent / "dut"
TAP = Design("axis_tap", (DUT / "axis_tap.sv",), marks=(DUT / "public.vlt").read_text())

Run = Callable[..., Outcome]


def run_tap(simulator: str, folder: Path, *tests: str, max_mismatches: int = 1) -> Outcome:
    config = RunConfig(
        simulator=simulator,
        toplevel="axis_tap",
        array=ArrayParams(),
        seed=3,
        out_dir=folder,
        max_mismatches=max_mismatches,
        replay="make SIM=simulator TESTCASE={test}",
    )
    path = folder / "config.json"
    path.write_text(config.to_json(), encoding="utf-8")
    environment = {CONFIG_VARIABLE: str(path)}
    job = Job(TAP, "tests.tb.dut.bench", folder, config.seed, ROOT, tests, environment=environment)
    return launch(job, find_toolset(simulator, TOOLS), MODELS)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """By simulator and test: the message of the failure, empty where it passed."""
    found: dict[str, dict[str, str]] = {}
    for simulator in SIMULATORS:
        outcome = run_tap(simulator, tmp_path_factory.mktemp(simulator))
        assert not outcome.fault
        found[simulator] = {
            test.name: "" if test.verdict == PASSED else test.message for test in outcome.tests
        }
    return found


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_a_sound_design_passes_under_every_profile(
    simulator: str, outcomes: dict[str, dict[str, str]]
) -> None:
    assert outcomes[simulator]["sound"] == ""


@pytest.mark.parametrize("simulator", SIMULATORS)
@pytest.mark.parametrize("test", ["short_reset", "idle"])
def test_the_bench_is_strict(
    test: str, simulator: str, outcomes: dict[str, dict[str, str]]
) -> None:
    assert outcomes[simulator][test] == ""


@pytest.mark.parametrize(
    ("simulator", "index", "name"),
    [(s, i, name) for s in SIMULATORS for i, name in enumerate(visible(s))],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_planted_fault_is_found(
    simulator: str, index: int, name: str, outcomes: dict[str, dict[str, str]]
) -> None:
    assert outcomes[simulator][f"broken/name={index}"] == "", name


@pytest.mark.parametrize(("limit", "reports"), [(1, 1), (2, 2), (10, 3)])
def test_the_run_goes_on_up_to_the_limit(limit: int, reports: int, tmp_path: Path) -> None:
    outcome = run_tap("icarus", tmp_path, "goes_on", max_mismatches=limit)
    assert [test.verdict for test in outcome.tests] == [PASSED]
    lines = (tmp_path / "mismatches.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["cause"] for line in lines] == ["sign"] * reports
