import json
from pathlib import Path

import pytest

from sim.results import LineReader, ResultsError, read_tests
from tb.results import FAILED, PASSED

RESULTS = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="results"><testsuite name="all" package="all">
<testcase name="good" classname="tb.entry" time="1.5" />
<testcase name="bad" classname="tb.entry" time="0.25">
<failure type="AssertionError" message="expected 8, got 7" /></testcase>
<testcase name="broken" classname="tb.entry" time="0.0">
<error type="ValueError" message="no dut" /></testcase>
<testcase name="left_out" classname="tb.entry" time="0.0"><skipped /></testcase>
</testsuite></testsuites>
"""


def test_tests_are_read(tmp_path: Path) -> None:
    path = tmp_path / "results.xml"
    path.write_text(RESULTS, encoding="utf-8")
    good, bad, broken = read_tests(path)
    assert (good.name, good.verdict, good.seconds, good.message) == ("good", PASSED, 1.5, "")
    assert (bad.verdict, bad.message) == (FAILED, "expected 8, got 7")
    assert (broken.verdict, broken.why()) == (FAILED, "ValueError: no dut")


@pytest.mark.parametrize("text", [None, "", RESULTS[:200]])
def test_missing_or_cut_results_are_a_fault(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "results.xml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ResultsError, match=r"without a complete results\.xml"):
        read_tests(path)


def test_lines_come_as_they_are_finished(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    reader = LineReader(path)
    assert list(reader.new()) == []
    first, second = json.dumps({"case": "a"}) + "\n", json.dumps({"case": "b"}) + "\n"
    path.write_text(first + second[:5], encoding="utf-8")
    assert list(reader.new()) == [{"case": "a"}]
    assert list(reader.new()) == []
    path.write_text(first + second, encoding="utf-8")
    assert list(reader.new()) == [{"case": "b"}]


@pytest.mark.parametrize(("line", "said"), [("{1", "no JSON"), ("3", "no JSON object")])
def test_a_bad_line_is_named(line: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f'{{"case": "a"}}\n{line}\n{{"case": "b"}}\n', encoding="utf-8")
    reader = LineReader(path)
    lines = reader.new()
    assert next(lines) == {"case": "a"}
    with pytest.raises(ResultsError, match=rf"cases\.jsonl:2 is {said}"):
        next(lines)
    assert list(reader.new()) == [{"case": "b"}]
