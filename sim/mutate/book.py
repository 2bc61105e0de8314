"""Keeps what comes back from the workers of a campaign: each finding once, at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from sim.files import put
from sim.mutate.agenda import Agenda, Judging, Locating, Piece, Task
from sim.mutate.board import MutationBoard
from sim.mutate.ledger import Ledger
from sim.mutate.result import Judged, Named, Tried
from sim.mutate.work import read_left
from sim.regress.dispatch import Going
from sim.regress.task import ATTEMPTS

WITNESSES = "witnesses"
"""Folder for traces that show that a survivor makes a difference, in the campaign's folder."""


class Book:
    """Writes findings into the ledger, counts them, and shows how it goes on.

    Attributes:
        ledger: of the campaign.
    """

    def __init__(self, folder: Path, ledger: Ledger, agenda: Agenda, board: MutationBoard) -> None:
        """Begin.

        Args:
            folder: of the campaign.
            ledger: of the campaign.
            agenda: is told what is known.
            board: shows what goes on.
        """
        self.ledger = ledger
        self._folder = folder
        self._agenda = agenda
        self._board = board

    def tick(self, going: list[Going[Task]], workers: int) -> None:
        """Show what goes on."""
        self._board.show(going, workers)

    def event(self, text: str) -> None:
        """Tell what happened."""
        self.ledger.event(text)
        self._board.say(text)

    def found(self, piece: Piece, tried: Iterable[Tried], sound: float | None) -> None:
        """A trial has said something of mutants."""
        if sound is not None:
            self.ledger.add_sound(piece.trial.key, sound)
        for one in tried:
            if self._agenda.tried(one):
                self.ledger.add_tried(one)
                self._board.tried(one)

    def left(self, piece: Piece) -> None:
        """An attempt has not come to its end: what it has written counts."""
        for folder in (self._folder / ATTEMPTS).glob(f"{piece.key}-*"):
            self.found(piece, *read_left(folder, piece.course.batch, piece.trial.key))
            shutil.rmtree(folder, ignore_errors=True)

    def void(self, piece: Piece, why: str) -> None:
        """The sound design does not pass a trial."""
        text = f"{piece.trial.key} on the mutants of {piece.course.batch.module}: {why}"
        self.ledger.fault(text)
        self._board.say(text, style="red")
        self._agenda.void(piece, text)

    def judged(self, judging: Judging, judged: Judged, witness: str = "") -> None:
        """A survivor was judged.

        Args:
            judging: the survivor.
            judged: what was said.
            witness: text of a trace that shows a difference; empty without one.
        """
        if witness:
            place = Path(WITNESSES) / f"{judging.mutant.key}.json"
            (self._folder / WITNESSES).mkdir(exist_ok=True)
            put(self._folder / place, witness)
            judged = judged.model_copy(update={"witness": str(place)})
        self._agenda.judged[judging.mutant.key] = judged
        self.ledger.add_judged(judging.mutant.key, judged)
        self._board.say(f"{judging.mutant.description} survived: {judged.state}. {judged.how}")

    def named(self, locating: Locating, named: Named) -> None:
        """The block at fault was looked for."""
        mutant = locating.mutant
        self._agenda.named[mutant.key] = named
        self.ledger.add_named(mutant.key, named)
        right = named.module == mutant.module or not named.counts
        told = f"{mutant.description} in {named.trial or 'no run'}: {named.sentence}"
        self._board.say(told, style="" if right else "red")
