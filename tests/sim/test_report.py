import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console

from sim import report
from sim.results import FAILED, PASSED, RunResult, TestOutcome

REPLAY = "make SIM=icarus TOPLEVEL=conv_engine TESTCASE=network SEED=9 WAVES=1"


def layer(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "test": "network",
        "layer": name,
        "shape": "1x7x7x32 -> 7x7x64, kernel 3x3",
        "beats": 1000,
        "lanes": 7000,
        "clocks": 2500,
        "predicted": 2499,
        "utilisation": 0.805,
        "verdict": PASSED,
        "seed": 9,
        **changes,
    }


@pytest.fixture
def good(tmp_path: Path) -> RunResult:
    return RunResult(
        simulator="icarus",
        toplevel="conv_engine",
        parameters={"Rows": 4, "Cols": 24},
        seed=9,
        folder=tmp_path,
        tests=(TestOutcome("network", PASSED, 1.25),),
        layers=(layer("conv_0"), layer("conv_1", predicted=None, utilisation=0.5)),
        replay=REPLAY,
        commit="0123456789ab+",
        tools={"icarus": "11.0", "cocotb": "2.1.0"},
        build_seconds=0.1,
        run_seconds=22.7,
    )


@pytest.fixture
def bad(good: RunResult) -> RunResult:
    outcome = TestOutcome(
        "network", FAILED, 1.0, "MISMATCH on sum\n  where lane \x1b3", "CheckFailed"
    )
    return replace(
        good,
        tests=(outcome,),
        layers=(*good.layers, layer("conv_2", verdict=FAILED, utilisation=23.3)),
        mismatches=({"kind": "mismatch", "lane": 3},),
    )


def shown(result: RunResult) -> str:
    console = Console(file=io.StringIO(), width=150)
    report.show(result, console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return str(text)


def test_the_table_tells_everything(good: RunResult) -> None:
    text = shown(good)
    row = next(line for line in text.splitlines() if "conv_0" in line)
    cells = "1x7x7x32 -> 7x7x64, kernel 3x3", "1,000", "7,000", "2,500", "2,499", "80.5 %", "passed"
    assert all(cell in row for cell in cells)
    assert row.split()[-1] == "9"
    total = next(line for line in text.splitlines() if "total" in line)
    assert total.split() == ["total", "2,000", "14,000", "5,000", "2,499"]
    assert f"replay   {REPLAY}" in text
    assert "commit 0123456789ab+" in text
    assert text.rstrip().endswith(
        "PASSED: 1 of 1 tests, 2 layers, 2,000 beats compared, icarus, seed 9"
    )


def test_a_failure_is_shown_with_its_report(bad: RunResult) -> None:
    text = shown(bad)
    assert "network failed: MISMATCH on sum" in text
    row = next(line for line in text.splitlines() if "conv_2" in line)
    assert "failed" in row
    assert "%" not in row
    assert "FAILED: 0 of 1 tests, 3 layers, 3,000 beats compared, 1 fault(s)" in text


def test_a_fault_is_shown_without_layers(good: RunResult) -> None:
    text = shown(replace(good, tests=(), layers=(), fault="vvp wrote nothing for 4 s"))
    assert "vvp wrote nothing for 4 s" in text
    assert "FAILED: 0 of 0 tests" in text


def test_an_unforeseen_exception_is_named(good: RunResult) -> None:
    outcome = TestOutcome("network", FAILED, 1.0, "'x'", "KeyError")
    assert "network failed: KeyError: 'x'" in shown(replace(good, tests=(outcome,)))


@pytest.mark.parametrize(
    "changes",
    [
        {"tests": ()},
        {"tests": (TestOutcome("network", FAILED, 1.0, "x"),)},
        {"fault": "crashed"},
        {"mismatches": ({"kind": "mismatch"},)},
        {"layers": (layer("conv_0", verdict=FAILED),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_anything_against_it_makes_a_run_fail(changes: dict[str, Any], good: RunResult) -> None:
    assert good.passed
    assert good.exit_code == 0
    result = replace(good, **changes)
    assert not result.passed
    assert result.exit_code == 1


def test_the_json_holds_the_whole_result(bad: RunResult) -> None:
    report.write_files(bad)
    data = json.loads((bad.folder / report.RESULT_JSON).read_text(encoding="utf-8"))
    assert data["verdict"] == FAILED
    assert data["exit_code"] == 1
    assert data["seed"] == 9
    assert data["replay"] == REPLAY
    assert data["commit"] == "0123456789ab+"
    assert data["tools"] == {"icarus": "11.0", "cocotb": "2.1.0"}
    assert [row["layer"] for row in data["layers"]] == ["conv_0", "conv_1", "conv_2"]
    assert data["totals"] == {"beats": 3000, "lanes": 21000, "clocks": 7500, "predicted": 4998}
    assert data["mismatches"] == [{"kind": "mismatch", "lane": 3}]


def test_the_junit_file_counts_and_explains(bad: RunResult) -> None:
    report.write_files(bad)
    suite = ElementTree.parse(bad.folder / report.JUNIT_XML).getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("4", "2")
    properties = {entry.get("name"): entry.get("value") for entry in suite.iter("property")}
    assert properties["seed"] == "9"
    assert properties["replay"] == REPLAY
    assert properties["commit"] == "0123456789ab+"
    assert properties["tool.icarus"] == "11.0"
    assert properties["parameter.Cols"] == "24"
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "MISMATCH on sum"
    assert REPLAY in (failure.text or "")


def test_the_junit_file_of_a_crash_fails(good: RunResult) -> None:
    report.write_files(replace(good, tests=(), layers=(), fault="crashed\nhere"))
    suite = ElementTree.parse(good.folder / report.JUNIT_XML).getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")


def test_a_finished_layer_is_one_line() -> None:
    assert report.layer_line(layer("conv_0")) == (
        "passed  conv_0  1x7x7x32 -> 7x7x64, kernel 3x3  1,000 beats  2,500 clocks"
    )
