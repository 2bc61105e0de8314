import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.locks import locked
from sim.pruning import own, prune_runs
from tests.sim.conftest import ROOT


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Any]:
    """Start a Python process that carries out some lines and stays until its input ends."""
    started = []

    def start(lines: str) -> subprocess.Popen[str]:
        program = (
            "import sys\nfrom pathlib import Path\n"
            "from sim.locks import locked\nfrom sim.pruning import own\n"
            f"here = Path({str(tmp_path)!r})\n{lines}\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


WAIT = "print('ready', flush=True); sys.stdin.read()"


def test_a_lock_ends_with_its_process(tmp_path: Path, another: Any) -> None:
    lock = tmp_path / "lock"
    other = another(f"with locked(here / 'lock', shared=True):\n    {WAIT}")
    with locked(lock, wait=False) as alone, locked(lock, shared=True) as together:
        assert (alone, together) == (False, True)
    other.kill()
    other.wait()
    with locked(lock, wait=False) as alone:
        assert alone


def runs(folder: Path, count: int) -> list[Path]:
    """Folders of runs from long ago, the oldest first."""
    made = [folder / f"{i:03d}" for i in range(count)]
    for number, run in enumerate(made):
        run.mkdir()
        os.utime(run, (number, number))
    return made


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_oldest_runs_go(tmp_path: Path) -> None:
    runs(tmp_path, 5)
    (tmp_path / "new").mkdir()
    prune_runs(tmp_path, 3, 3600.0)
    assert left(tmp_path) == ["003", "004", "new"]


def test_young_runs_stay(tmp_path: Path) -> None:
    runs(tmp_path, 5)
    prune_runs(tmp_path, 3, 1e12)
    assert len(left(tmp_path)) == 5


def test_a_regression_keeps_its_runs_while_it_lasts(tmp_path: Path, another: Any) -> None:
    made = runs(tmp_path, 5)
    own(made[1])
    other = another(f"own(here / '000')\n{WAIT}")
    for number, run in enumerate(made):
        os.utime(run, (number, number))
    prune_runs(tmp_path, 0, 3600.0)
    assert left(tmp_path) == ["000", "001"]
    other.kill()
    other.wait()
    os.utime(made[0], (0, 0))
    prune_runs(tmp_path, 0, 3600.0)
    assert left(tmp_path) == ["001"]


def test_a_number_that_came_again_owns_nothing(tmp_path: Path) -> None:
    (made,) = runs(tmp_path, 1)
    own(made)
    record = made / ".owner"
    number, started = record.read_text().split()
    record.write_text(f"{number} {int(started) - 1}\n")
    os.utime(made, (0, 0))
    prune_runs(tmp_path, 0, 3600.0)
    assert left(tmp_path) == []


def test_two_processes_may_prune_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that somebody else has removed meanwhile is no fault."""
    old = runs(tmp_path, 6)
    remove = shutil.rmtree

    def remove_all(*_args: Any, **_kwargs: Any) -> None:
        for folder in old[:3]:
            remove(folder, ignore_errors=True)

    monkeypatch.setattr(shutil, "rmtree", remove_all)
    prune_runs(tmp_path, 3, 3600.0)
    assert left(tmp_path) == ["003", "004", "005"]
