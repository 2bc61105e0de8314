"""Shows how a regression goes on: a living table where somebody looks on, else a line at times."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from sim.regress.agenda import Build
from sim.regress.model import Job, JobResult
from sim.regress.watch import Going
from sim.report import counted

LINE_SECONDS = 30.0
"""How often a line is printed where there is no terminal."""
SHOWN = 16
"""Tasks under way that are shown at most."""
UNKNOWN_SECONDS = 10.0
"""What a job is expected to take when none is known."""


class Board:
    """What runs, since when, how many have passed and failed, and what is left."""

    def __init__(
        self,
        console: Console,
        jobs: Sequence[Job],
        done: Sequence[JobResult] = (),
        expected: Mapping[str, float] | None = None,
    ) -> None:
        """Begin.

        Args:
            console: where it is shown.
            jobs: all of them.
            done: what came of some already.
            expected: seconds that each is expected to take, by its key, as far as known.
        """
        self._console = console
        self._expected = expected or {}
        self._left = {job.key for job in jobs} - {found.job.key for found in done}
        self._total = len(jobs)
        self._counts = Counter(found.state for found in done)
        self._seconds: list[float] = []
        self._began = self._printed = time.monotonic()
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_ended: object) -> None:
        if self._live.is_started:
            self._live.stop()

    def say(self, text: str) -> None:
        """Print a line above it."""
        self._console.print(Text(text), soft_wrap=True)

    def ended(self, found: JobResult) -> None:
        """Count a result; what did not pass is told at once."""
        self._counts[found.state] += 1
        self._left.discard(found.job.key)
        self._seconds.append(found.seconds)
        if found.state != "passed":
            first = found.why.strip().split("\n")[0]
            self._console.print(
                Text(f"{found.state:>6}  {found.job.key}  {first}", style="red"), soft_wrap=True
            )

    def show(self, going: Sequence[Going], workers: int) -> None:
        """Show what goes on now."""
        now = time.monotonic()
        if self._live.is_started:
            self._live.update(Group(self._table(going), self._line(going, workers)), refresh=True)
        elif now - self._printed >= LINE_SECONDS:
            self._printed = now
            self._console.print(self._line(going, workers), soft_wrap=True)

    def _table(self, going: Sequence[Going]) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right")
        for task in sorted(going, key=lambda task: task.since)[:SHOWN]:
            table.add_row(_clock(time.time() - task.since), _what(task))
        return table

    def _line(self, going: Sequence[Going], workers: int) -> Text:
        passed = self._counts["passed"]
        bad = self._counts["failed"] + self._counts["lost"]
        ended = sum(self._counts.values())
        return Text(
            f"{_clock(time.monotonic() - self._began)}  {ended:,} of {self._total:,} jobs: "
            f"{passed:,} passed, {bad:,} failed, {len(going)} under way on "
            f"{counted(workers, 'worker')}, about {_clock(self._remaining(max(workers, 1)))} left"
        )

    def _remaining(self, workers: int) -> float:
        known = self._seconds or list(self._expected.values())
        usual = sum(known) / len(known) if known else UNKNOWN_SECONDS
        return sum(self._expected.get(key, usual) for key in self._left) / workers


def _what(going: Going) -> str:
    return f"build {going.task.key}" if isinstance(going.task, Build) else going.task.key


def _clock(seconds: float) -> str:
    """``5 s``, ``4:05``, ``1:04:05``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
