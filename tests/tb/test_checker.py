"""What a test leaves behind: reports, and a line for each case."""

from __future__ import annotations

import json
from pathlib import Path

from tb.bench import Title
from tb.results import CASES, MISMATCHES, PASSED
from tb.scoreboard.checker import Checker
from tb.scoreboard.results import CaseResult
from tests.tb.test_reports import RUN, PairContext, mismatch, stuck


def test_the_checker_writes_each_report_and_stops_at_the_limit(tmp_path: Path) -> None:
    checker = Checker(RUN, PairContext(), tmp_path, limit=3)
    for count in range(1, 4):
        assert not checker.stopped
        checker.take(mismatch())
        lines = (tmp_path / MISMATCHES).read_text(encoding="utf-8").splitlines()
        assert len(lines) == count
    assert checker.stopped
    assert json.loads(lines[-1])["beat"] == 3
    assert checker.verdict().count("MISMATCH on out") == 3


def test_nothing_comes_after_a_standstill(tmp_path: Path) -> None:
    checker = Checker(RUN, PairContext(), tmp_path, limit=100)
    checker.take(stuck())
    assert checker.stopped


def test_notes_count_like_faults(tmp_path: Path) -> None:
    checker = Checker(RUN, PairContext(), tmp_path, limit=1)
    checker.note("clocks", "12 clocks measured, 11 predicted", Title({"layer": "a"}), 99, 990.0)
    assert checker.stopped
    assert checker.verdict().startswith("CLOCKS: 12 clocks measured, 11 predicted")


def test_a_case_leaves_a_line(tmp_path: Path) -> None:
    result = CaseResult(
        test="network",
        case="conv",
        detail="s",
        profile="none",
        beats=10,
        values=99,
        clocks=50,
        verdict=PASSED,
        seed=1,
        figures={"predicted": None, "q": 40},
    )
    result.append_to(tmp_path)
    result.append_to(tmp_path)
    lines = (tmp_path / CASES).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["values"] for line in lines] == [99, 99]
    assert json.loads(lines[0])["figures"] == {"predicted": None, "q": 40}
