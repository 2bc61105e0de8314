"""Takes what comes back from the workers: artefacts to their place, coverage aside, then a line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sim.errors import SimError
from sim.regress.agenda import Run, Task
from sim.regress.coverage import Parts
from sim.regress.dispatch import Going
from sim.regress.job_board import JobBoard
from sim.regress.model import JobResult
from sim.regress.packing import move, settled, unpack
from sim.regress.task import ARTEFACTS, ATTEMPTS, Outcome

Keep = Callable[[JobResult], object]


class Book:
    """Makes results of outcomes, each of which is kept once.

    A result is kept after all that belongs to it is in its place. What a killed client leaves
    before that is run again.
    """

    def __init__(
        self, folder: Path, board: JobBoard, keep: Keep, on_event: Callable[[str], None]
    ) -> None:
        """Begin.

        Args:
            folder: of the regression.
            board: shows what goes on.
            keep: is given each result.
            on_event: is told what happens.
        """
        self.folder = folder
        self.board = board
        self._keep = keep
        self._on_event = on_event
        self._parts = Parts(folder)

    def tick(self, going: list[Going[Task]], workers: int) -> None:
        """Show what goes on."""
        self.board.show(going, workers)

    def event(self, text: str) -> None:
        """Tell what happened."""
        self._on_event(text)
        self.board.say(text)

    def found(self, run: Run, outcome: Outcome) -> None:
        """A job has a verdict."""
        state, why, result = outcome.state, outcome.why, outcome.result
        place = self.folder / ARTEFACTS / run.key
        try:
            if outcome.left:
                move(outcome.left, place)
            elif outcome.packed:
                unpack(outcome.packed, place)
            if result is not None and place.is_dir():
                result = settled(result, place)
            if outcome.coverage is not None:
                self._parts.save(run.key, outcome.coverage)
        except (OSError, SimError) as fault:
            # A verdict without its coverage would make the figures wrong.
            state = "lost" if state == "passed" else state
            why = f"{why}\nWhat it has left cannot be kept: {fault}".strip()
        self._ended(run, state, why, result=result, clocks=outcome.clocks, beats=outcome.beats)

    def lost(self, run: Run, why: str) -> None:
        """A job gets no verdict of its own; its last attempt may have left something."""
        left = [*(self.folder / ATTEMPTS).glob(f"{run.key}-*")]
        if left:
            newest = max(left, key=lambda path: path.stat().st_mtime)
            try:
                move(newest, self.folder / ARTEFACTS / run.key)
            except OSError:
                shutil.rmtree(newest, ignore_errors=True)
        self._ended(run, "lost", why)

    def _ended(self, run: Run, state: str, why: str, **found: object) -> None:
        place = self.folder / ARTEFACTS / run.key
        result = JobResult(
            job=run.job,
            state=state,  # type: ignore[arg-type]
            why=why,
            folder=str(place.relative_to(self.folder)) if place.is_dir() else "",
            attempts=tuple(run.attempts),
            **found,  # type: ignore[arg-type]
        )
        self._keep(result)
        self.board.ended(result)
