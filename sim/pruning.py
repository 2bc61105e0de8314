"""Which of the things that runs and builds leave behind may go."""

from __future__ import annotations

import math
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

OWNER = ".owner"
"""In a run's folder: number and start of the process that the run belongs to."""


def outdated(
    paths: Iterable[Path], keep: int, seconds: float, *, now: float | None = None
) -> list[Path]:
    """All but the `keep` youngest paths, as far as they are older than `seconds`.

    Other processes may be pruning too: a path that is gone meanwhile counts as young.
    """
    before = (time.time() if now is None else now) - seconds
    ages = sorted((modified(path), path) for path in paths)
    return [path for when, path in ages[: len(ages) - keep] if when < before]


def modified(path: Path) -> float:
    """When a path was changed last, in seconds; infinitely late when it is gone."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def own(folder: Path) -> None:
    """Mark a run's folder as this process's; `prune_runs` leaves it until the process ends."""
    number = os.getpid()
    (folder / OWNER).write_text(f"{number} {_started(number)}\n", encoding="utf-8")


def is_owned(folder: Path) -> bool:
    """Whether the process that a run's folder belongs to is still there."""
    try:
        number, started = (folder / OWNER).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return False
    return number.isdigit() and started == _started(int(number))


def _started(number: int) -> str:
    """When a process began, in clock ticks since the machine did; empty when there is none.

    Numbers of processes come again, with another beginning.
    """
    try:
        text = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[19]  # fields 3 and on, of which this is field 22


def prune_runs(runs: Path, keep: int, seconds: float) -> None:
    """Remove the oldest folders of runs beyond `keep`, as far as older than `seconds`.

    None of a process that is still there: a long regression has yet to report its first runs.
    """
    folders = (path for path in runs.iterdir() if path.is_dir())
    for folder in outdated(folders, keep, seconds):
        if not is_owned(folder):
            shutil.rmtree(folder, ignore_errors=True)
