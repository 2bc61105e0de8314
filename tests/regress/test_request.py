"""The words of a regression, and the regressions that were there before."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sim.errors import SimError, UsageError
from sim.files import put
from sim.regress.errors import RegressError
from sim.regress.expect import expected_seconds
from sim.regress.folder import JOBS_JSON, LOCK, held, history, new_folder, prune, unfinished
from sim.regress.model import REGRESSION_JSON, SUMMARY_JSON, Attempt, Job, JobResult, Regression
from sim.regress.request import check_words, read_again, read_new, read_resumed, read_where
from sim.regress.signature import group_failures
from sim.regress.start import run_regress
from sim.regress.summary import summary_of
from sim.regress.task import ATTEMPTS
from tests.regress.conftest import PAGE, job, quiet, request


def leave(regressions: Path, *jobs: tuple[Job, str], interrupted: bool = False) -> Path:
    """A regression that has ended, with the state of each job; one that was killed without."""
    folder = new_folder(regressions, request(), tuple(work for work, _ in jobs))
    if jobs:
        attempt = Attempt(worker="0", host="here", started=1.0, seconds=4.0, ended="finished")
        results = tuple(
            JobResult(job=work, state=state, attempts=(attempt,))  # type: ignore[arg-type]
            for work, state in jobs
        )
        regression = Regression(
            name=folder.name, seed=9, replay="", commit="", started=1.0, seconds=1.0, machine={},
            tools={}, scheduler="local", workers=1, jobs=results, interrupted=interrupted,
        )  # fmt: skip
        put(folder / REGRESSION_JSON, regression.model_dump_json())
        put(folder / SUMMARY_JSON, summary_of(regression).model_dump_json())
    return folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"PLANS": "axis_skid"}, "PLANS is unknown (did you mean PLAN?)"),
        ({"PLAN": "axis_skit"}, "TOPLEVEL=axis_skit is unknown (did you mean axis_skid?)"),
        ({"PLAN": "nowhere.py"}, "nowhere.py is no file"),
        ({"PLAN": "axis_skid", "SEEDS": "many"}, "SEEDS=many"),
        ({"PLAN": "axis_skid", "SEEDS": "-1"}, "SEEDS=-1"),
        ({"PLAN": "axis_skid", "SIM": "questa"}, "SIM=questa is unknown"),
        ({"PLAN": "axis_skid", "SEED": "4294967296"}, "SEED=4294967296 is out of range"),
        ({"PLAN": "axis_skid", "COVERAGE": "all"}, "COVERAGE=all is unknown"),
        ({"PLAN": "axis_skid", "SEEDS": "0"}, "The plans have no job for these words"),
        ({"JOBS": "0"}, "JOBS=0"),
        ({"FARM": "nowhere.yaml"}, "nowhere.yaml cannot be read"),
        ({"SCHEDULER": "tcp://a:1", "FARM": "b"}, "leave one out"),
        ({"RESUME": "newest", "SEEDS": "3"}, "leave SEEDS out"),
        ({"RERUN": "failed", "PLAN": "axis_skid"}, "leave PLAN out"),
        ({"RERUN": "failed"}, "RERUN=failed: no regression has been run in"),
        ({"RESUME": "newest"}, "no regression in"),
    ],
    ids=str,
)
def test_wrong_words_are_a_sentence(words: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(SimError) as fault:
        run_regress(words, quiet(), tmp_path)
    assert said in str(fault.value)
    assert fault.value.exit_code == 2
    assert [*tmp_path.iterdir()] == []


def test_words_become_jobs_and_a_command_that_repeats_them() -> None:
    asked = read_new({"PLAN": "axis_skid", "SEEDS": "2", "SIM": "icarus", "SEED": "5"})
    assert {found.spec.simulator for found in asked.jobs} == {"icarus"}
    assert {found.spec.coverage for found in asked.jobs} == {"code"}
    assert asked.request.designs == ("axis_skid",)
    assert asked.request.replay == "make regress PLAN=axis_skid SEEDS=2 SIM=icarus SEED=5"
    words = dict(word.split("=") for word in asked.request.replay.split()[2:])
    assert read_new(check_words(words)).jobs == asked.jobs


def test_changed_sources_are_told_from_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "changed").mkdir()
    (tmp_path / "changed/axis_skid.sv").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    words = {"PLAN": "axis_skid", "SEEDS": "1", "SEED": "5", "RTL": "changed"}
    asked = read_new(words)
    assert asked.request.replay.endswith("RTL=changed")
    assert {job.spec.rtl for job in asked.jobs} == {tmp_path / "changed"}


def test_a_seed_of_its_own_is_told_so_that_it_can_be_repeated() -> None:
    first, second = (read_new({"PLAN": "axis_skid", "SEEDS": "1"}) for _ in range(2))
    assert first.request.seed != second.request.seed
    assert f"SEED={first.request.seed}" in first.request.replay


def test_a_bench_of_ones_own_has_its_plan_beside_it() -> None:
    asked = read_new({"PLAN": str(PAGE), "SEEDS": "1", "COVERAGE": "none"})
    assert asked.request.bench == PAGE
    assert {found.spec.bench for found in asked.jobs} == {PAGE}
    assert f"PLAN={PAGE}" in asked.request.replay


def test_where_jobs_run_is_told_apart(tmp_path: Path) -> None:
    assert read_where({"JOBS": "3"}, tmp_path).workers == 3
    assert read_where({}, tmp_path).workers >= 1
    assert read_where({"SCHEDULER": "tcp://a:1"}, tmp_path).scheduler == "tcp://a:1"


def test_failures_of_the_newest_regression_are_run_again(tmp_path: Path) -> None:
    jobs = [job(seed=seed, coverage="code") for seed in range(4)]
    states = ("passed", "failed", "lost", "not run")
    failed = leave(tmp_path, *zip(jobs, states, strict=True))
    with pytest.raises(UsageError, match=r"RERUN=newest is unknown; it can be failed or 2"):
        read_again(tmp_path, "newest")
    asked = read_again(tmp_path, "failed")
    assert asked
    assert asked.jobs == tuple(jobs[1:3])
    assert asked.request.seed == 9
    assert asked.request.coverage == "none"  # two jobs reach no goal

    leave(tmp_path, (jobs[0], "passed"))
    assert read_again(tmp_path, "failed") is None
    assert run_regress({"RERUN": "failed"}, quiet(), tmp_path) == 0
    assert asked.request.replay == f"make regress RERUN={failed.name}"
    again = read_again(tmp_path, failed.name)
    assert again
    assert again.jobs == asked.jobs


def test_what_was_cut_short_can_be_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(tmp_path, (job(), "passed"))
    killed = leave(tmp_path)
    interrupted = leave(tmp_path, (job(), "not run"), interrupted=True)
    assert unfinished(tmp_path) == sorted([killed, interrupted])
    assert read_resumed(tmp_path, "newest") == unfinished(tmp_path)[-1]
    assert read_resumed(tmp_path, killed.name) == killed
    with pytest.raises(UsageError, match="it can be newest"):
        read_resumed(tmp_path, "yesterday")
    monkeypatch.setattr("sim.regress.request.source_hash", lambda: "other")
    with pytest.raises(RegressError, match="results of two states do not belong together"):
        read_resumed(tmp_path, "newest")


def test_nobody_is_told_to_go_on_with_what_is_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.regress.start.run_asked", lambda *_: Regression.model_construct(
        interrupted=False, jobs=(), coverage=None))  # fmt: skip
    words = {"PLAN": "axis_skid", "SEEDS": "1"}

    def told() -> str:
        console = quiet()
        run_regress(words, console, tmp_path)
        return console.file.getvalue()  # type: ignore[attr-defined]

    folder = leave(tmp_path)
    assert f"make regress RESUME={folder.name}" in told()
    with held(folder):
        assert told() == ""
    put(folder / JOBS_JSON, '[{"of": "an earlier version"}]')
    assert told() == ""


def test_the_newest_regressions_are_kept_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.regress.folder.KEPT", 1)
    ended = [leave(tmp_path, (job(), "passed")) for _ in range(3)]
    cut = leave(tmp_path, (job(), "not run"), interrupted=True)
    killed = leave(tmp_path)
    for age, folder in enumerate([*ended, cut], 2):
        os.utime(folder / REGRESSION_JSON, (time.time() - 3600 * age,) * 2)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    whole = [folder / REGRESSION_JSON for folder in (*ended, cut)]

    with held(ended[2]):
        prune(tmp_path)
    assert [path.exists() for path in whole] == [True, False, True, True]
    prune(tmp_path)
    assert [path.exists() for path in whole] == [True, False, False, True]
    for folder in ended[1:]:
        assert {path.name for path in folder.iterdir()} <= {SUMMARY_JSON, LOCK}
    for path, content in before.items():
        assert path.name == SUMMARY_JSON or path.parent in ended[1:] or path.read_bytes() == content
    assert len(history(tmp_path, "3")) == 4
    assert unfinished(tmp_path) == sorted([cut, killed])

    monkeypatch.setattr("sim.regress.folder.KEPT", 0)
    os.utime(whole[0])
    prune(tmp_path)
    assert whole[0].exists()  # it is young


def test_a_folder_is_whole_from_the_beginning(tmp_path: Path) -> None:
    first, second = leave(tmp_path), leave(tmp_path)
    assert first != second
    assert (first / ATTEMPTS).is_dir()


def test_the_history_are_those_before(tmp_path: Path) -> None:
    folder = leave(tmp_path, (job(), "passed"))
    (tmp_path / "0").mkdir()
    text = '{"name": "0", "commit": "c", "started": 1, "seconds": 2, "passed": true, "jobs": {}}'
    put(tmp_path / "0" / SUMMARY_JSON, text)
    (tmp_path / "1").mkdir()
    put(tmp_path / "1" / SUMMARY_JSON, "torn")
    assert [summary.name for summary in history(tmp_path, folder.name)] == ["0"]
    assert history(tmp_path, "0") == ()


def test_a_job_is_expected_to_take_what_its_like_took(tmp_path: Path) -> None:
    leave(tmp_path, (job(seed=1), "passed"), (job("differs", seed=1), "failed"))
    wanted = [job(seed=2), job("differs", seed=2), job(seed=2, simulator="verilator")]
    assert expected_seconds(tmp_path, wanted) == {job(seed=2).key: 4.0}
    assert group_failures([]) == ()
