"""What the files of a variant's folder say of it, whatever it has left there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.outcome import Outcome, read_outcome
from sim.results import LOG, RESULTS_XML
from tb.results import CASES, FAILED, MISMATCHES, PASSED, USAGE

BOTH_PASSED = '<testcase name="sound" time="1"/><testcase name="reset" time="1"/>'
RESET_FAILED = (
    '<testcase name="sound" time="1"/>'
    '<testcase name="reset" time="1"><failure type="{kind}" message="why"/></testcase>'
    '<testcase name="last" time="0"><failure type="RegressionTerminated" message="x"/></testcase>'
)
MISMATCH = {"kind": "clocks", "detail": "9 measured", "test": "reset", "port": "", "clock": 4}
ASSERTED = "ERROR: a.sv:3: never\n"
BEGUN = "  0.00ns INFO  cocotb.regression  running tb.entry.{} ({}/2)\n"


def read(folder: Path, *, code: int = 0, timed_out: bool = False, **files: object) -> Outcome:
    """The outcome of a folder with those files."""
    names = {"cases": CASES, "mismatches": MISMATCHES, "usage": USAGE}
    for what, name in names.items():
        rows = files.get(what, [])
        assert isinstance(rows, list)
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / LOG).write_text(str(files.get("log", "")))
    if "tests" in files:
        (folder / RESULTS_XML).write_text(f"<testsuites>{files['tests']}</testsuites>")
    return read_outcome(7, folder, code=code, timed_out=timed_out, seconds=0.5)


def told(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.state, outcome.kind, outcome.test


def test_all_passed(tmp_path: Path) -> None:
    cases = [{"case": "a", "test": "sound", "verdict": PASSED}]
    outcome = read(tmp_path, tests=BOTH_PASSED, cases=cases)
    assert outcome == Outcome(number=7, state="passed", seconds=0.5)
    assert outcome.explained


@pytest.mark.parametrize(
    ("code", "timed_out", "log"), [(0, False, ""), (-11, False, ASSERTED), (-9, True, "")]
)
def test_a_report_says_most(tmp_path: Path, code: int, timed_out: bool, log: str) -> None:
    """Whatever became of the process afterwards."""
    cases = [
        {"case": "a", "test": "reset", "verdict": PASSED},
        {"case": "b", "test": "reset", "verdict": FAILED},
    ]
    outcome = read(
        tmp_path, code=code, timed_out=timed_out, cases=cases, mismatches=[MISMATCH, {}], log=log
    )
    assert told(outcome) == ("failed", "clocks", "reset")
    assert (outcome.case, outcome.clock, outcome.report) == ("b", 4, MISMATCH)
    assert outcome.explained


@pytest.mark.parametrize("tests", [BOTH_PASSED, RESET_FAILED])
def test_an_assertion_comes_next(tmp_path: Path, tests: str) -> None:
    outcome = read(tmp_path, tests=tests.format(kind="SimFailure"), log=ASSERTED)
    assert told(outcome)[:2] == ("failed", "assertion")
    assert outcome.test == ("" if tests == BOTH_PASSED else "reset")
    assert outcome.detail.endswith("a.sv:3: never")


@pytest.mark.parametrize(
    ("kind", "expected"), [("SimFailure", "ended"), ("CheckFailed", "CheckFailed")]
)
def test_an_exception_has_its_name(tmp_path: Path, kind: str, expected: str) -> None:
    outcome = read(tmp_path, tests=RESET_FAILED.format(kind=kind))
    assert told(outcome) == ("failed", expected, "reset")
    assert outcome.detail == "why"
    assert not outcome.explained


def test_wrong_usage_is_told_in_its_own_words(tmp_path: Path) -> None:
    usage = [{"test": "reset", "kind": "OptionError", "message": "give another"}]
    outcome = read(tmp_path, tests=RESET_FAILED.format(kind="OptionError"), usage=usage)
    assert told(outcome) == ("failed", "OptionError", "reset")
    assert outcome.detail == "give another"


@pytest.mark.parametrize(
    ("code", "kind"), [(-11, "SIGSEGV"), (3, "exit code"), (0, "unfinished"), (-6, "SIGABRT")]
)
def test_a_crash_is_told_with_its_last_words(tmp_path: Path, code: int, kind: str) -> None:
    log = BEGUN.format("sound", 1) + BEGUN.format("reset", 2) + "last words\n"
    outcome = read(tmp_path, code=code, log=log)
    assert told(outcome) == ("crashed", kind, "reset")
    assert outcome.detail.endswith("last words")


def test_a_bad_exit_after_all_passed_is_a_crash(tmp_path: Path) -> None:
    assert told(read(tmp_path, code=1, tests=BOTH_PASSED)) == ("crashed", "exit code", "")


def test_a_time_out_names_the_test(tmp_path: Path) -> None:
    outcome = read(tmp_path, code=-9, timed_out=True, log=BEGUN.format("sound", 1))
    assert told(outcome) == ("timeout", "timeout", "sound")


def test_what_passed_with_bad_files_has_not_passed(tmp_path: Path) -> None:
    cases = [{"case": "a", "test": "sound", "verdict": FAILED}]
    assert told(read(tmp_path, tests=BOTH_PASSED, cases=cases)) == ("failed", "case", "")
    assert told(read(tmp_path, tests="")) == ("crashed", "no test", "")
    log = "a.cpp:3:4: runtime error: signed integer overflow\n"
    assert told(read(tmp_path, tests=BOTH_PASSED, log=log)) == ("crashed", "sanitizer", "")
    (tmp_path / CASES).write_text("{broken\n")
    outcome = read_outcome(7, tmp_path, code=0, timed_out=False, seconds=0.5)
    assert outcome.state == "crashed"
