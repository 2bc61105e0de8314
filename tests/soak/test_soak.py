"""A soak from its first case to its summary, and every way that it can end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import BuildError
from sim.places import ROOT
from sim.results import RunResult, TestOutcome
from sim.soak import draw
from sim.soak import soak as module
from sim.soak.draw import Case, RefusalError
from sim.soak.job import SoakJob, Way, read_job
from sim.soak.memory import MemoryWatch
from sim.soak.result import CASES_JSONL, SOAK_JSON, CaseResult, SoakResult
from sim.soak.soak import soak
from tb.results import FAILED, PASSED
from tests.sim.conftest import working_in

STOPPED_AFTER = 5


class Stop:
    """Stands in the place of the simulators, and ends the soak by `how` after a few runs."""

    def __init__(self, how: type[BaseException] = KeyboardInterrupt, *, fails: int = -1) -> None:
        self.how, self.fails = how, fails
        self.cases: list[Case] = []

    def __call__(self, case: Case, way: Way, folder: Path, watch: MemoryWatch) -> RunResult:
        if len(self.cases) == STOPPED_AFTER:
            raise self.how
        if way == case.ways[-1]:
            self.cases.append(case)
        if case.number == self.fails:
            raise BuildError("it does not compile")
        row = {"case": "a", "verdict": PASSED, "beats": 10, "values": 20, "clocks": 30}
        return RunResult(
            spec=case.on(way),
            parameters=case.spec.parameters,
            folder=folder,
            tests=(TestOutcome(name="a", verdict=PASSED, seconds=0.1),),
            cases=(row, row),
            transport=way.transport,
            run_seconds=1.5,
        )


def job(**words: str) -> SoakJob:
    return read_job({"DESIGN": "axis_skid", "HOURS": "1", **words})


def soaked(folder: Path, run: Stop, **words: str) -> SoakResult:
    folder.mkdir()
    return soak(job(**words), folder, run=run)


def test_all_is_counted_by_simulator_and_transport(tmp_path: Path) -> None:
    result = soaked(tmp_path / "soak", Stop())
    assert (result.verdict, result.exit_code) == (PASSED, 0)
    assert (result.cases, result.arrays, result.designs) == (5, 2, {"axis_skid": 5})
    assert list(result.counts) == ["verilator native", "verilator python", "icarus python"]
    for count in result.counts.values():
        assert (count.runs, count.layers, count.beats, count.clocks) == (5, 10, 100, 300)
        assert count.seconds == 7.5
    assert result.replay == "make soak DESIGN=axis_skid HOURS=1 SEED=1"
    assert result.own_first > 0


def test_what_stands_in_the_files_is_what_was_found(tmp_path: Path) -> None:
    result = soaked(tmp_path / "soak", Stop(fails=2))
    text = (tmp_path / "soak" / SOAK_JSON).read_text(encoding="utf-8")
    assert SoakResult.model_validate_json(text) == result
    assert json.loads(text)["verdict"] == FAILED
    lines = (tmp_path / "soak" / CASES_JSONL).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(result.cases))


def test_a_failed_case_is_told_with_its_command(tmp_path: Path) -> None:
    result = soaked(tmp_path / "soak", Stop(fails=2))
    (failed,) = result.failed
    assert (failed.number, result.exit_code) == (2, 1)
    assert failed.replay == "make soak DESIGN=axis_skid HOURS=1 SEED=1 CASE=2"
    assert "verilator native: BuildError: it does not compile" in failed.faults
    assert [path.name for path in (tmp_path / "soak" / "cases").iterdir()] == ["000002"]


def test_one_case_can_be_asked_for(tmp_path: Path) -> None:
    run = Stop()
    result = soaked(tmp_path / "soak", run, CASE="17")
    assert [case.number for case in run.cases] == [17]
    assert (result.cases, result.ended) == (1, "its cases were done")


def test_the_same_seed_runs_the_same_cases(tmp_path: Path) -> None:
    first, second, other = Stop(), Stop(), Stop()
    soaked(tmp_path / "a", first, SEED="9")
    soaked(tmp_path / "b", second, SEED="9")
    soaked(tmp_path / "c", other, SEED="10")
    assert first.cases == second.cases
    assert first.cases != other.cases


@pytest.mark.parametrize("how", [KeyboardInterrupt, SystemExit])
def test_who_ends_it_gets_what_is_there(how: type[BaseException], tmp_path: Path) -> None:
    result = soaked(tmp_path / "soak", Stop(how))
    assert (result.cases, result.ended) == (STOPPED_AFTER, "somebody ended it")
    assert sorted(path.name for path in (tmp_path / "soak").iterdir()) == [
        "cases",
        CASES_JSONL,
        SOAK_JSON,
    ]


def test_its_time_ends_it_whatever_is_going_on(tmp_path: Path) -> None:
    class Slow(Stop):
        def __call__(self, *told: object) -> RunResult:
            time.sleep(60)
            raise AssertionError("it has slept")

    started = time.monotonic()
    result = soaked(tmp_path / "soak", Slow(), HOURS=str(0.5 / 3600))
    assert time.monotonic() - started < 10
    assert result.ended == "its time was over"
    assert (result.cases, result.verdict) == (0, FAILED)


def test_a_refusal_without_a_sentence_fails_the_soak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(job: SoakJob, number: int) -> Case:
        if number == 1:
            raise RefusalError("Width is odd")
        return draw.case(job, number)

    monkeypatch.setattr(module, "case", refused)
    result = soaked(tmp_path / "soak", Stop())
    assert result.faults == ("case 1: Width is odd",)
    assert (result.cases, result.verdict) == (STOPPED_AFTER, FAILED)


def test_where_no_case_can_be_drawn_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(job: SoakJob, number: int) -> Case:
        raise RefusalError("Width is odd")

    monkeypatch.setattr(module, "case", refused)
    result = soaked(tmp_path / "soak", Stop())
    assert (len(result.faults), result.verdict) == (module.MOST_FAULTS, FAILED)


def test_many_failures_do_not_fill_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(Stop):
        def __call__(self, case: Case, way: Way, folder: Path, watch: MemoryWatch) -> RunResult:
            super().__call__(case, way, folder, watch)
            raise BuildError("it does not compile")

    monkeypatch.setattr(module, "KEPT_FOLDERS", 2)
    result = soaked(tmp_path / "soak", Failing())
    assert len(result.failed) == STOPPED_AFTER
    kept = [path.name for path in (tmp_path / "soak" / "cases").iterdir()]
    assert sorted(kept) == ["000000", "000001"]


def test_where_nothing_can_be_written_it_ends_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(found: CaseResult, folder: Path, failed: int) -> None:
        if found.number == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_keep", full)
    result = soaked(tmp_path / "soak", Stop())
    assert (result.verdict, result.cases) == (FAILED, 3)
    assert result.faults == ("The soak could not go on: [Errno 28] No space left on device.",)
    assert (tmp_path / "soak" / SOAK_JSON).is_file()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_cleanly(number: int, tmp_path: Path) -> None:
    """While simulators run, which end too; the summary is printed and written."""
    words = ["soak", "HOURS=1", "DESIGN=axis_skid", "SIM=icarus"]
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline() for _ in range(3)]
        process.send_signal(number)
        told, errors = process.communicate(timeout=60)
    finally:
        process.kill()  # or it would soak for an hour where it does not end
    assert lines[0] == "soak for 1 h 00 min, seed 1: icarus python\n"
    assert [line.split()[:2] for line in lines[1:]] == [["passed", "0"], ["passed", "1"]]
    assert errors == ""
    assert "; somebody ended it" in told
    assert process.returncode == 0
    (line,) = (line for line in told.splitlines() if line.startswith("results "))
    file = ROOT / line.split()[1].rstrip(",")
    result = SoakResult.model_validate_json(file.read_text(encoding="utf-8"))
    assert result.cases >= 2
    assert working_in(file.parent) == []
