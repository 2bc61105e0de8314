"""What goes on in a regression, for those who show it and keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sim.regress.agenda import Run, Task
from sim.regress.task import Outcome


@dataclass(frozen=True)
class Going:
    """A task that a worker has.

    Attributes:
        task: the task.
        since: when it was given, in seconds since 1970.
        fit: addresses of the workers that may have it; empty where all may.
    """

    task: Task
    since: float
    fit: frozenset[str]


class Watch(Protocol):
    """Is told what goes on."""

    def tick(self, going: list[Going], workers: int) -> None:
        """Called all the time, with what is under way and on how many workers."""

    def found(self, run: Run, outcome: Outcome) -> None:
        """A job has a verdict."""

    def lost(self, run: Run, why: str) -> None:
        """A job gets no verdict of its own."""

    def event(self, text: str) -> None:
        """Something happened that people should know."""
