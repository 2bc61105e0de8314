"""The change that the benchmark makes, and what it does not accept."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.benchmark import RTL, SOURCE, BenchmarkError, changed, verdict
from sim.results import RunResult, TestOutcome
from tb.results import FAILED, PASSED
from tb.spec import RunSpec


def run(verdict_: str) -> RunResult:
    return RunResult(
        spec=RunSpec(toplevel="conv_engine", simulator="icarus"),
        parameters={},
        folder=Path("run"),
        tests=(TestOutcome(name="network", verdict=verdict_, seconds=1.0),),
        cases=({"verdict": verdict_, "beats": 1},),
        mismatches=() if verdict_ == PASSED else ({"beat": 7},),
    )


def test_one_line_is_changed_and_new_each_time(tmp_path: Path) -> None:
    sound = (RTL / SOURCE).read_text().splitlines()
    texts = []
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        texts.append((changed(folder, number) / SOURCE).read_text().splitlines())
    assert texts[0] != texts[1]
    for text in texts:
        assert sum(a != b for a, b in zip(sound, text, strict=True)) == 1


def test_only_the_expected_verdicts_count() -> None:
    assert verdict(run(PASSED), sound=True) == "passed"
    assert verdict(run(FAILED), sound=False) == "beat 7"
    with pytest.raises(BenchmarkError, match="sound sources failed"):
        verdict(run(FAILED), sound=True)
    with pytest.raises(BenchmarkError, match="changed sources passed"):
        verdict(run(PASSED), sound=False)
