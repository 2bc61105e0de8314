"""Jobs that do what must not harm the others, on real workers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from sim.locks import locked
from sim.regress.folder import finished, read_regression
from sim.regress.model import Job, JobResult, Regression
from sim.regress.task import ATTEMPTS
from sim.results import RunResult
from tests.regress.conftest import job, regress, results_in, simulators_below

HARMLESS = [
    *(job(seed=seed) for seed in range(3)),
    job("differs", seed=7),
    job("differs", seed=3),
    job("crashes"),
]


def verdicts(regression: Regression) -> set[tuple[str, str]]:
    return {(found.job.key, found.state) for found in regression.jobs}


@pytest.fixture(scope="session")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> Regression:
    """All that can go wrong at once, on two workers; one for all processes of pytest-xdist."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "harmed"
    folder.mkdir(exist_ok=True)
    with locked(folder / "lock"):
        if there := finished(folder / "regressions"):
            return read_regression(there[0])
        bad = [
            job("poisons"),
            job("kills_once", options={"MARKS": str(folder)}),
            job("hangs", limit_seconds=3.0),
            job("works", seed=50, parameters={"Width": 1}),  # out of range: it cannot be built
        ]
        regression = regress(folder / "regressions", [*bad, *HARMLESS], workers=2)
        assert read_regression(folder / "regressions" / regression.name) == regression
        return regression


def found(regression: Regression, key: str) -> JobResult:
    (one,) = (found for found in regression.jobs if found.job.key == key)
    return one


def folder_of(regression: Regression, result: JobResult) -> Path:
    assert result.result
    return result.result.folder.parent.parent


def test_each_job_has_one_verdict_and_it_is_its_own(harmed: Regression) -> None:
    assert dict(verdicts(harmed)) == {
        "slice.poisons.icarus.1": "lost",
        "slice.kills_once.icarus.1": "passed",
        "slice.hangs.icarus.1": "lost",
        "slice.works.icarus.50": "lost",
        **{f"slice.works.icarus.{seed}": "passed" for seed in range(3)},
        "slice.differs.icarus.7": "failed",
        "slice.differs.icarus.3": "failed",
        "slice.crashes.icarus.1": "failed",
    }
    assert len(harmed.jobs) == 10
    assert not harmed.interrupted
    assert not harmed.passed


def test_a_poison_is_given_up_and_told(harmed: Regression) -> None:
    poison = found(harmed, "slice.poisons.icarus.1")
    assert poison.why.startswith("It was given up after 3 attempts. The worker tls://127.0.0.1:")
    assert len(poison.attempts) == 3
    assert len({attempt.worker for attempt in poison.attempts}) == 3
    once = found(harmed, "slice.kills_once.icarus.1")
    assert "died while it had it" in once.attempts[0].ended
    assert once.attempts[-1].ended == "finished"
    assert sum("died while it had it" in event for event in harmed.events) >= 4
    for innocent in HARMLESS:
        assert found(harmed, innocent.key).attempts[-1].ended == "finished"


def test_a_limit_ends_a_run(harmed: Regression, tmp_path: Path) -> None:
    hung = found(harmed, "slice.hangs.icarus.1")
    assert hung.why == "It ran for longer than its limit of 3 s and was ended."
    assert 3 <= hung.seconds < 60
    assert hung.folder == "artefacts/slice.hangs.icarus.1"


def test_what_cannot_be_built_is_told(harmed: Regression) -> None:
    lost = found(harmed, "slice.works.icarus.50")
    assert lost.why.startswith("Its build failed: Width is 1, but it must lie from 8 to 64")


def test_a_worker_has_one_job_at_a_time(harmed: Regression) -> None:
    """So no other one is suspected when it dies."""
    attempts = [attempt for found in harmed.jobs for attempt in found.attempts]
    spans = sorted((a.worker, a.started, a.started + a.seconds) for a in attempts)
    for (worker, _, ended), (other, began, _) in pairwise(spans):
        assert worker != other or ended <= began


def test_failures_leave_their_folders_and_nothing_else_is_left(harmed: Regression) -> None:
    failed = found(harmed, "slice.differs.icarus.7")
    folder = folder_of(harmed, failed)
    folder = folder.parent if folder.name == "artefacts" else folder
    assert failed.result
    assert RunResult.read(failed.result.folder) == failed.result
    assert (failed.result.folder / "sim.log").is_file()
    assert not (folder / ATTEMPTS).exists()
    assert simulators_below(folder) == []
    assert sorted(path.name for path in (folder / "artefacts").iterdir()) == [
        "slice.crashes.icarus.1",
        "slice.crashes.icarus.1.waves",
        "slice.differs.icarus.3",
        "slice.differs.icarus.3.waves",
        "slice.differs.icarus.7",
        "slice.hangs.icarus.1",
        "slice.poisons.icarus.1",
    ]


def test_the_plan_is_held_against_what_ran(harmed: Regression) -> None:
    states = {point.name: point.state for point in harmed.annotation.testpoints}
    assert states == {"words": "lost", "harm": "failed"}, harmed.events


def test_the_ledger_has_each_result_once(harmed: Regression) -> None:
    failed = found(harmed, "slice.differs.icarus.7").result
    assert failed
    folder = failed.folder.parents[1]
    assert {r.job.key for r in results_in(folder)} == {key for key, _ in verdicts(harmed)}
    assert len(results_in(folder)) == len(harmed.jobs)


def test_one_bug_is_one_group_with_its_shortest_job_and_a_page(harmed: Regression) -> None:
    first = harmed.groups[0]
    assert first.signature == "slice: mismatch on out, in data, caused by off by one"
    assert set(first.keys) == {"slice.differs.icarus.3", "slice.differs.icarus.7"}
    assert first.shortest == "slice.differs.icarus.3"
    assert first.page == "artefacts/slice.differs.icarus.3.waves/report.html"
    assert "TESTCASE=differs SEED=3 WAVES=1" in first.replay
    assert first.new
    failed = found(harmed, first.shortest).result
    assert failed
    folder = failed.folder.parents[1]
    assert (folder / first.page).is_file()
    assert (folder / first.page).with_name("slice.fst").is_file()
    assert (folder / "index.html").is_file()
    assert len(harmed.groups) == 5


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.farm), 4])
def test_the_verdicts_do_not_depend_on_the_number_of_workers(
    workers: int, harmed: Regression, tmp_path: Path
) -> None:
    keys = {work.key for work in HARMLESS}
    alone = regress(tmp_path, HARMLESS, workers)
    assert verdicts(alone) == {(key, state) for key, state in verdicts(harmed) if key in keys}
    assert alone.workers == workers


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 3 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode != 0:
        pytest.skip("Only who may mount can make a small disk.")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_costs_what_fills_it_and_nothing_else(small_disk: Path) -> None:
    jobs: list[Job] = [job("fills"), *(job(seed=seed) for seed in range(4))]
    regression = regress(small_disk, jobs, workers=2)
    full, *others = regression.jobs
    assert full.state == "lost"
    assert "did not take what was written: No space left on device" in full.why
    assert len(full.attempts) == 3
    assert [other.state for other in others] == ["passed"] * 4
    assert read_regression(small_disk / regression.name) == regression
