"""What goes on in a regression, for those who show it and keep it."""

from __future__ import annotations

from typing import Protocol

from sim.regress.agenda import Run, Task
from sim.regress.dispatch import Watch
from sim.regress.task import Outcome


class JobWatch(Watch[Task], Protocol):
    """Is told what goes on, and what comes of the jobs."""

    def found(self, run: Run, outcome: Outcome) -> None:
        """A job has a verdict."""

    def lost(self, run: Run, why: str) -> None:
        """A job gets no verdict of its own."""
