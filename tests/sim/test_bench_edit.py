"""The change that the benchmark makes, what it measures, and what it does not accept."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from sim.bench import edit
from sim.bench.edit import CASES, PLACES, SOURCE, Case, Timed, changed, measure, table_of, verdict
from sim.bench.errors import BenchmarkError
from sim.errors import UsageError
from sim.places import ROOT
from sim.results import RunResult
from tb.spec import RunSpec


def run(seconds: float, beat: int | None = 7) -> Timed:
    result = RunResult(
        spec=RunSpec(toplevel="conv_engine", simulator="icarus"),
        parameters={},
        folder=Path("run"),
        build_seconds=1.0,
        run_seconds=0.5,
        mismatches=() if beat is None else ({"beat": beat},),
    )
    return Timed(result, seconds)


def test_one_line_is_changed_and_new_each_time(tmp_path: Path) -> None:
    sound = (ROOT / PLACES / SOURCE).read_text().splitlines()
    texts = [
        (changed(ROOT, tmp_path, number) / SOURCE).read_text().splitlines() for number in (1, 2)
    ]
    assert texts[0] != texts[1]
    for text in texts:
        assert sum(a != b for a, b in zip(sound, text, strict=True)) == 1


def test_only_a_mismatch_counts() -> None:
    assert verdict(run(2.0).result) == "beat 7"
    with pytest.raises(BenchmarkError, match="no mismatch was found on icarus"):
        verdict(run(2.0, None).result)


def test_the_table_tells_medians_and_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    before, now = [run(9.0), run(4.0), run(1.0)], [run(1.9), run(2.0), run(7.0)]
    table = table_of({(CASES[0], "before"): before, (CASES[0], "now"): now})
    Console(width=120).print(table)
    told = [line.split() for line in capsys.readouterr().out.splitlines() if "beat 7" in line]
    assert [row[-5:-3] for row in told] == [["4.00", "1.00"], ["2.00", "2.00"]]


def test_the_command_that_people_type_is_measured(tmp_path: Path) -> None:
    case = Case("icarus", 2, 6)
    timed = edit.run_command(case, ROOT, changed(ROOT, tmp_path, 5))
    assert verdict(timed.result) == "beat 0"
    assert f"RTL={tmp_path}" in timed.result.replay  # not somebody else's run, however new
    assert timed.seconds > timed.result.run_seconds > 0
    sound = tmp_path / "sound"
    sound.mkdir()
    (sound / SOURCE).write_text((ROOT / PLACES / SOURCE).read_text())
    with pytest.raises(BenchmarkError, match="changed sources did not fail"):
        edit.run_command(case, ROOT, sound)


def test_what_it_is_told_is_checked() -> None:
    with pytest.raises(UsageError, match="BEFOR is unknown"):
        measure({"BEFOR": "x"}, Console())
    with pytest.raises(UsageError, match="BEFORE=nothing-of-that-name: "):
        measure({"BEFORE": "nothing-of-that-name"}, Console())
