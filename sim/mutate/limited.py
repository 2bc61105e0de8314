"""Runs a program for a limited time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from sim import process, tools


class OutOfTimeError(Exception):
    """A program took longer than it was given."""


class Deadline:
    """A moment that work must end at."""

    def __init__(self, seconds: float) -> None:
        """Let it be so many seconds from now."""
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then, 0 when it is over."""
        return max(0.0, self._end - time.monotonic())

    def within(self, seconds: float) -> Deadline:
        """The earlier one of this and the moment so many seconds from now."""
        return Deadline(min(seconds, self.left))


def run(words: Sequence[str], folder: Path, log: Path, deadline: Deadline) -> int:
    """Run a program in a folder, its output in `log`; returns its exit code.

    Raises:
        OutOfTimeError: it was not over in time, and was ended.
    """

    def look() -> None:
        if not deadline.left:
            raise OutOfTimeError(f"{Path(words[0]).name} was not over in time.")

    log.unlink(missing_ok=True)
    look()
    environment = tools.clean_environment()
    return process.run(words, folder=folder, environment=environment, log=log, on_tick=look)
