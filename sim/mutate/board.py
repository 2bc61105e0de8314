"""Shows how many mutants have been killed, and what is left."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from sim.mutate.agenda import Agenda, Judging, Locating, Task
from sim.mutate.result import Tried
from sim.regress.board import Board
from sim.regress.dispatch import Going
from sim.report import counted, number


class MutationBoard(Board[Task]):
    """What is tried now, and how many mutants are dead."""

    def __init__(self, console: Console, agenda: Agenda) -> None:
        """Begin.

        Args:
            console: where it is shown.
            agenda: what is to be done, of which some may be done already.
        """
        super().__init__(console)
        self._agenda = agenda
        courses = agenda.courses.values()
        self._total = sum(len(course.batch.mutants) for course in courses)
        self._killed = {
            one.mutant for course in courses for one in course.all_tried() if one.state == "killed"
        }

    def tried(self, tried: Tried) -> None:
        """Count what a trial has said."""
        if tried.state == "killed":
            self._killed.add(tried.mutant)

    def name(self, task: Task) -> str:
        """What a task is called."""
        if isinstance(task, Judging):
            return f"judge {task.mutant.description}"
        if isinstance(task, Locating):
            return f"locate {task.mutant.description}"
        what = counted(len(task.mutants), "mutant")
        return f"{task.trial.key}: {what} of {task.course.batch.module}"

    def line(self, going: Sequence[Going[Task]], workers: int) -> str:
        """How far it has come."""
        through = sum(course.trial() is None for course in self._agenda.courses.values())
        return (
            f"{number(len(self._killed))} of {counted(self._total, 'mutant')} killed, "
            f"{through} of {len(self._agenda.courses)} batches through, "
            f"{len(going)} under way on {counted(workers, 'worker')}"
        )
