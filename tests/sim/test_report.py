import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.console import Console

from sim import report
from sim.files import as_junit, write_files
from sim.results import JUNIT_XML, RESULT_JSON, RunResult, TestOutcome
from tb.bench import Column, Format
from tb.results import FAILED, PASSED
from tb.spec import RunSpec

REPLAY = "make SIM=icarus TOPLEVEL=conv_engine TESTCASE=network SEED=9 WAVES=1"


def case(name: str, **changes: Any) -> dict[str, Any]:
    figures = {"predicted": 2499, "utilisation": 0.805, **changes.pop("figures", {})}
    return {
        "test": "network",
        "case": name,
        "detail": "1x7x7x32 -> 7x7x64, kernel 3x3",
        "profile": "none",
        "beats": 1000,
        "values": 7000,
        "clocks": 2500,
        "verdict": PASSED,
        "seed": 9,
        "figures": figures,
        **changes,
    }


@pytest.fixture
def good(tmp_path: Path) -> RunResult:
    return RunResult(
        spec=RunSpec(toplevel="conv_engine", simulator="icarus", seed=9),
        parameters={"Rows": 4, "Cols": 24},
        folder=tmp_path,
        tests=(TestOutcome(name="network", verdict=PASSED, seconds=1.25),),
        cases=(case("conv_0"), case("conv_1", figures={"utilisation": 0.5})),
        replay=REPLAY,
        commit="0123456789ab+",
        tools={"icarus": "11.0", "cocotb": "2.1.0"},
        build_seconds=0.1,
        run_seconds=22.7,
        columns=(
            Column("predicted", "predicted", total=True),
            Column("utilisation", "PE use", Format.PERCENT, only_passed=True),
        ),
        case_label="layer",
    )


def changed(result: RunResult, **changes: Any) -> RunResult:
    return result.model_copy(update=changes)


@pytest.fixture
def bad(good: RunResult) -> RunResult:
    outcome = failure("MISMATCH on sum\n  where lane \x1b3", "CheckFailed")
    wrong = case("conv_2", verdict=FAILED, figures={"utilisation": 23.3})
    return changed(
        good,
        tests=(outcome,),
        cases=(*good.cases, wrong),
        mismatches=({"kind": "mismatch", "lane": 3},),
    )


def failure(message: str, kind: str = "") -> TestOutcome:
    return TestOutcome(name="network", verdict=FAILED, seconds=1.0, message=message, kind=kind)


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
    assert total.split() == ["total", "2,000", "14,000", "5,000", "4,998"]
    assert f"replay   {REPLAY}" in text
    assert "commit 0123456789ab+" in text
    assert text.rstrip().endswith(
        "PASSED: 1 of 1 test, 2 layers, 2,000 beats compared, icarus, seed 9"
    )


def test_a_failure_is_shown_with_its_report(bad: RunResult) -> None:
    text = shown(bad)
    assert "network failed: MISMATCH on sum" in text
    row = next(line for line in text.splitlines() if "conv_2" in line)
    assert "failed" in row
    assert "%" not in row
    assert "FAILED: 0 of 1 test, 3 layers, 3,000 beats compared, 1 fault" in text


def test_a_fault_is_shown_without_layers(good: RunResult) -> None:
    text = shown(changed(good, tests=(), cases=(), fault="vvp wrote nothing for 4 s"))
    assert "vvp wrote nothing for 4 s" in text
    assert "FAILED: 0 of 0 tests" in text


def test_an_unforeseen_exception_is_named(good: RunResult) -> None:
    outcome = failure("'x'", "KeyError")
    assert "network failed: KeyError: 'x'" in shown(changed(good, tests=(outcome,)))


@pytest.mark.parametrize(
    "changes",
    [
        {"tests": ()},
        {"tests": (failure("x"),)},
        {"fault": "crashed"},
        {"mismatches": ({"kind": "mismatch"},)},
        {"cases": (case("conv_0", verdict=FAILED),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_anything_against_it_makes_a_run_fail(changes: dict[str, Any], good: RunResult) -> None:
    assert good.passed
    assert good.exit_code == 0
    result = changed(good, **changes)
    assert not result.passed
    assert result.exit_code == 1


def test_the_json_holds_the_whole_result(bad: RunResult) -> None:
    write_files(bad)
    data = json.loads((bad.folder / RESULT_JSON).read_text(encoding="utf-8"))
    assert data["verdict"] == FAILED
    assert data["exit_code"] == 1
    assert data["spec"]["seed"] == 9
    assert data["replay"] == REPLAY
    assert data["commit"] == "0123456789ab+"
    assert data["tools"] == {"icarus": "11.0", "cocotb": "2.1.0"}
    assert [row["case"] for row in data["cases"]] == ["conv_0", "conv_1", "conv_2"]
    assert data["totals"] == {"beats": 3000, "values": 21000, "clocks": 7500, "predicted": 7497}
    assert data["mismatches"] == [{"kind": "mismatch", "lane": 3}]


def test_the_junit_file_counts_and_explains(bad: RunResult) -> None:
    write_files(bad)
    suite = ElementTree.parse(bad.folder / JUNIT_XML).getroot().find("testsuite")
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
    write_files(changed(good, tests=(), cases=(), fault="crashed\nhere"))
    suite = ElementTree.parse(good.folder / JUNIT_XML).getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")


def names(result: RunResult) -> list[tuple[str | None, str | None]]:
    return [
        (entry.get("classname"), entry.get("name")) for entry in as_junit(result).iter("testcase")
    ]


def test_no_two_names_of_the_junit_file_are_alike(good: RunResult) -> None:
    """A CI system takes two cases of one name for one."""
    cases = (
        case("conv_0"),
        case("conv_0", profile="dense"),
        case("conv_0", profile="dense:sum"),
        case("conv_0", profile="dense"),
        case("conv_0 [dense]"),
        case("conv_0 [dense] #2"),
        case("conv_0", test="stalls"),
        case("network", test=""),
    )
    found = names(changed(good, cases=cases, fault="crashed"))
    assert found == [
        ("conv_engine.icarus", "run"),
        ("conv_engine.icarus", "network"),
        ("conv_engine.icarus.network", "conv_0"),
        ("conv_engine.icarus.network", "conv_0 [dense]"),
        ("conv_engine.icarus.network", "conv_0 [dense:sum]"),
        ("conv_engine.icarus.network", "conv_0 [dense] #2"),
        ("conv_engine.icarus.network", "conv_0 [dense] #3"),
        ("conv_engine.icarus.network", "conv_0 [dense] #2 #2"),
        ("conv_engine.icarus.stalls", "conv_0"),
        ("conv_engine.icarus.", "network"),
    ]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "figures", [({"predicted": 7}, {}), ({"predicted": None}, {"predicted": 7}), ({}, {})], ids=str
)
def test_a_sum_that_lacks_a_case_is_not_shown(
    figures: tuple[dict[str, Any], ...], good: RunResult
) -> None:
    """It would stand beside the clocks of all cases and look too small."""
    cases = tuple({**case(f"conv_{i}"), "figures": told} for i, told in enumerate(figures))
    result = changed(good, cases=cases)
    assert result.totals == {"beats": 2000, "values": 14000, "clocks": 5000}
    total = next(line for line in shown(result).splitlines() if "total" in line)
    assert total.split() == ["total", "2,000", "14,000", "5,000"]


def test_a_finished_case_is_one_line() -> None:
    assert report.case_line(case("conv_0")) == (
        "passed  network  conv_0  1x7x7x32 -> 7x7x64, kernel 3x3  1,000 beats  2,500 clocks"
    )
    assert report.case_line(case("conv_0", detail="", verdict=FAILED, profile="dense:sum")) == (
        "failed  network  conv_0  [dense:sum]  1,000 beats  2,500 clocks"
    )


def test_a_long_table_is_folded(good: RunResult) -> None:
    """By test and profile; what failed stays, and so does a short table."""
    profiles = ["none"] * 19 + ["dense"] * 10
    cases = [case(f"conv_{i}", profile=profile) for i, profile in enumerate(profiles)]
    cases[20] = case("conv_20", profile="dense", verdict=FAILED)
    cases += [case("first", test="reset", figures={"predicted": None})]
    text = shown(changed(good, cases=tuple(cases)))
    assert len(re.findall(r"conv_\d", text)) == 29
    cases += [case(f"next {i}", test="reset", profile="dense", beats=1) for i in range(11)]
    lines = shown(changed(good, cases=tuple(cases))).splitlines()
    rows = [
        line.replace("3x3", "").split() for line in lines if "passed" in line or "failed" in line
    ]
    assert [row[:4] for row in rows] == [
        ["network", "19", "layers", "none"],
        ["network", "conv_19", "1x7x7x32", "->"],
        ["network", "conv_20", "1x7x7x32", "->"],
        ["network", "8", "layers", "dense"],
        ["reset", "first", "1x7x7x32", "->"],
        ["reset", "11", "layers", "dense"],
    ]
    assert rows[0][4:] == ["19,000", "133,000", "47,500", "47,481", "passed", "9"]
    assert rows[5][4:] == ["11", "77,000", "27,500", "27,489", "passed", "9"]
    total = next(line for line in lines if "total" in line)
    assert total.split() == ["total", "30,011", "287,000", "102,500"]


def test_usage_errors_alone_are_2(good: RunResult) -> None:
    told = ({"test": "network", "kind": "OptionError", "message": "give another"},)
    result = changed(good, tests=(failure("give another", "OptionError"),), usage=told)
    assert (result.verdict, result.exit_code) == (FAILED, 2)
    text = shown(result)
    assert "network cannot do what it was told: give another" in text
    assert text.splitlines()[-1].startswith("FAILED: 0 of 1 test")
    other = TestOutcome(name="stalls", verdict=FAILED, seconds=1.0)
    against: list[dict[str, Any]] = [
        {"tests": (*result.tests, other)},
        {"fault": "crashed"},
        {"mismatches": ({},)},
    ]
    for changes in against:
        assert changed(result, **changes).exit_code == 1
