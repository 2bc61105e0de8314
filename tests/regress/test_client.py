"""Clients that are killed, interrupted, and come again."""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest

from sim.regress.errors import RegressError
from sim.regress.folder import held, read_regression, unfinished
from sim.regress.runner import Where, carry_on, run_jobs
from sim.regress.task import Told
from sim.regress.tree import source_hash
from tests.regress.conftest import (
    job,
    only_folder,
    processes_of_group,
    quiet,
    regress,
    request,
    results_in,
    simulators_below,
    start_client,
    wait_for,
)

JOBS = 6
STARTING = 4
"""The client, the tracker of its resources, and two workers that are being loaded."""
LINGER = 1500
"""Milliseconds that each job takes at least, so that the signal falls into some of them."""


def test_a_killed_client_s_regression_goes_on_where_it_stopped(tmp_path: Path) -> None:
    client = start_client(tmp_path, 2, JOBS, LINGER)
    folder = only_folder(tmp_path)
    wait_for(lambda: len(results_in(folder)) >= 2 and bool(simulators_below(folder)))
    with pytest.raises(RegressError, match="is under way in another process"), held(folder):
        pass
    os.kill(client.pid, signal.SIGKILL)
    client.communicate()
    wait_for(lambda: not processes_of_group(client.pid) and not simulators_below(folder))
    before = results_in(folder)
    assert 2 <= len(before) < JOBS
    assert unfinished(tmp_path) == [folder]

    again = start_client(tmp_path, 2, 0, 0)
    told = again.communicate()[0].decode()
    assert again.returncode == 0, told
    regression = read_regression(folder)
    assert [found.state for found in regression.jobs] == ["passed"] * JOBS
    after = results_in(folder)
    assert after[: len(before)] == before  # none was run again
    assert len(after) == len({found.job.key for found in after}) == JOBS
    assert regression.passed
    assert unfinished(tmp_path) == []


def test_ctrl_c_while_the_workers_start_is_not_theirs_to_answer(tmp_path: Path) -> None:
    client = start_client(tmp_path, 2, JOBS, LINGER)
    folder = only_folder(tmp_path)
    wait_for(lambda: len(processes_of_group(client.pid)) >= STARTING)
    os.killpg(client.pid, signal.SIGINT)  # as a terminal does
    told = client.communicate(timeout=120)[0].decode()
    assert client.returncode == 2, told
    assert "KeyboardInterrupt" not in told
    assert "Traceback" not in told
    wait_for(lambda: not processes_of_group(client.pid))
    assert {found.state for found in read_regression(folder).jobs} == {"not run"}


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.farm)]
)
def test_an_interrupted_client_leaves_what_is_there(number: signal.Signals, tmp_path: Path) -> None:
    client = start_client(tmp_path, 2, JOBS, LINGER)
    folder = only_folder(tmp_path)
    wait_for(lambda: bool(results_in(folder)) and bool(simulators_below(folder)))
    if number == signal.SIGINT:
        os.killpg(client.pid, number)  # as a terminal does
    else:
        os.kill(client.pid, number)
    told = client.communicate(timeout=120)[0].decode()
    assert client.returncode == 2, told
    assert "Traceback" not in told
    wait_for(lambda: not processes_of_group(client.pid))
    assert simulators_below(folder) == []
    regression = read_regression(folder)
    assert regression.interrupted
    assert not regression.passed
    states = [found.state for found in regression.jobs]
    assert states.count("passed") == len(results_in(folder)) >= 1
    assert states.count("passed") + states.count("not run") == JOBS
    assert (folder / "index.html").is_file()
    assert unfinished(tmp_path) == [folder]

    whole = carry_on(folder, Where(workers=2, regressions=tmp_path), quiet())
    assert whole.passed
    assert len(results_in(folder)) == JOBS


def test_sources_that_are_gone_end_a_regression_without_a_wait(tmp_path: Path) -> None:
    other = request().model_copy(update={"sources": "other"})
    where = Where(workers=1, regressions=tmp_path, patience=3600.0)
    regression = run_jobs([job()], other, where, quiet())
    assert regression.interrupted
    assert regression.events[-1].startswith("It could not go on: No worker can run on icarus: ")
    assert "were changed since" in regression.events[-1]


def test_failures_that_cannot_be_run_again_keep_their_verdicts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sources are changed as soon as all jobs have run."""
    states = iter([source_hash(), "other"])
    monkeypatch.setattr(
        "sim.regress.runner.Told", lambda folder, token, _: Told(folder, token, next(states))
    )
    regression = regress(tmp_path, [job("differs"), job()])
    assert [found.state for found in regression.jobs] == ["failed", "passed"]
    assert not regression.interrupted
    assert unfinished(tmp_path) == []
    assert regression.events[-1].startswith("The shortest failures were not all run again: ")


def test_a_result_that_cannot_be_written_is_a_sentence_and_can_be_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("sim.regress.conclude.put", full)
    with pytest.raises(RegressError, match=r"No space left.*make regress RESUME=2"):
        regress(tmp_path, [job()], workers=1)
    (folder,) = unfinished(tmp_path)
    assert [found.state for found in results_in(folder)] == ["passed"]
