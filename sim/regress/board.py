"""Shows how work on a farm goes on: a table that lives where somebody looks on, else some lines."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from sim.regress.dispatch import Going, TaskT

LINE_SECONDS = 30.0
"""How often a line is printed where there is no terminal."""
SHOWN = 16
"""Tasks under way that are shown at most."""


class Board(ABC, Generic[TaskT]):
    """What runs, since when, and how far all of it has come."""

    def __init__(self, console: Console) -> None:
        """Begin."""
        self.console = console
        self._began = self._printed = time.monotonic()
        self._live = Live(console=console, auto_refresh=False, transient=True)

    @abstractmethod
    def name(self, task: TaskT) -> str:
        """What a task is called."""

    @abstractmethod
    def line(self, going: Sequence[Going[TaskT]], workers: int) -> str:
        """How far it has come, behind the time that it has taken."""

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_ended: object) -> None:
        if self._live.is_started:
            self._live.stop()

    def say(self, text: str, style: str = "") -> None:
        """Print a line above it."""
        self.console.print(Text(text, style=style), soft_wrap=True)

    def show(self, going: Sequence[Going[TaskT]], workers: int) -> None:
        """Show what goes on now."""
        now = time.monotonic()
        if self._live.is_started:
            self._live.update(Group(self._table(going), self._line(going, workers)), refresh=True)
        elif now - self._printed >= LINE_SECONDS:
            self._printed = now
            self.console.print(self._line(going, workers), soft_wrap=True)

    def _table(self, going: Sequence[Going[TaskT]]) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right")
        for task in sorted(going, key=lambda task: task.since)[:SHOWN]:
            table.add_row(clock(time.time() - task.since), self.name(task.task))
        return table

    def _line(self, going: Sequence[Going[TaskT]], workers: int) -> Text:
        return Text(f"{clock(time.monotonic() - self._began)}  {self.line(going, workers)}")


def clock(seconds: float) -> str:
    """``5 s``, ``4:05``, ``1:04:05``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
