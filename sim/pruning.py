"""Which of the things that runs and builds leave behind may go."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from pathlib import Path


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
