"""The ledger of a regression."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import pytest

from sim.regress.errors import RegressError
from sim.regress.ledger import Ledger
from sim.regress.model import Attempt, JobResult
from tests.regress.conftest import job


def found(seed: int, why: str = "") -> JobResult:
    attempt = Attempt(worker="0", host="here", started=1.0, seconds=2.0, ended="finished")
    found = JobResult(job=job(seed=seed), state="passed", attempts=(attempt,))
    return found.model_copy(update={"state": "failed", "why": why}) if why else found


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl"
    ledger = Ledger(path)
    assert ledger.result(found(1))
    ledger.event("A worker was lost.")
    assert ledger.result(found(2, "a\nlong \x07 reason"))
    again = Ledger(path)
    assert again.results == {r.job.key: r for r in (found(1), found(2, "a\nlong \x07 reason"))}
    assert list(again.results) == list(ledger.results)
    assert again.events == ["A worker was lost."]


def test_a_job_counts_once_with_its_first_result(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "jobs.jsonl")
    assert ledger.result(found(1))
    assert not ledger.result(found(1, "another verdict"))
    assert not Ledger(ledger.path).result(found(1, "another verdict"))
    assert Ledger(ledger.path).results[found(1).job.key].state == "passed"
    assert len(ledger.path.read_text().splitlines()) == 1


def test_a_torn_last_line_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl"
    for seed in (1, 2):
        Ledger(path).result(found(seed))
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole)):
        path.write_bytes(whole[:cut])
        assert list(Ledger(path).results) == [found(1).job.key]
        Ledger(path).result(found(3))
        assert list(Ledger(path).results) == [found(1).job.key, found(3).job.key]


def test_a_broken_line_before_the_last_is_told(tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl"
    Ledger(path).result(found(1))
    path.write_bytes(b"garbage\n" + path.read_bytes())
    with pytest.raises(RegressError, match=r"jobs.jsonl:1 is no entry of a ledger: remove"):
        Ledger(path)


def test_what_the_disk_does_not_take_is_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel itself refuses what is beyond the limit, and may take a part of it."""
    ledger = Ledger(tmp_path / "jobs.jsonl")
    ledger.result(found(1))
    size = ledger.path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, hard))
    try:
        assert ledger.result(found(2))
        assert "cannot be written" in ledger.flush()
        assert ledger.path.stat().st_size == size  # no half line
        assert list(ledger.results) == [found(1).job.key, found(2).job.key]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert ledger.result(found(3))
    assert list(Ledger(ledger.path).results) == list(ledger.results)
    assert ledger.flush() == ""
    assert os.path.getsize(ledger.path) > size  # noqa: PTH202
