"""Puts the mutants of a campaign through their trials to the end, and says what was found."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from sim.errors import SimError
from sim.mutate.agenda import Agenda, Locate
from sim.mutate.board import MutationBoard
from sim.mutate.book import Book
from sim.mutate.course import Bounds
from sim.mutate.dispatch import MutationDispatcher
from sim.mutate.folder import (
    Request,
    history,
    new_folder,
    read_kept,
    read_request,
    write_campaign,
)
from sim.mutate.kept import NOTHING, Kept
from sim.mutate.kills import KILLS, read_kills, write_kills
from sim.mutate.ledger import LEDGER, Ledger
from sim.mutate.places import MUTATIONS
from sim.mutate.result import Batch, Campaign, Fate
from sim.mutate.score import summary_of
from sim.places import COMMAND
from sim.regress.conclude import DIRTY
from sim.regress.crew import Crew
from sim.regress.errors import FarmError, RegressError
from sim.regress.farm import LOCAL, Farm
from sim.regress.folder import held
from sim.regress.machine import machine
from sim.regress.pages import written
from sim.regress.runner import ENDED, Where
from sim.regress.task import ATTEMPTS, TOKEN, Told


@dataclass(frozen=True)
class Places:
    """Where campaigns leave what they find.

    Attributes:
        campaigns: folder of all of them.
        kills: the file that remembers which trial killed what.
    """

    campaigns: Path = MUTATIONS
    kills: Path = KILLS


def run_new(
    batches: Sequence[Batch],
    request: Request,
    where: Where,
    places: Places,
    console: Console,
    kept: Kept = NOTHING,
) -> Campaign:
    """Run a new campaign.

    Args:
        batches: at least one.
        request: what was asked for.
        where: where it is run.
        places: where its results go.
        console: where its progress is shown.
        kept: what is taken over of an earlier one.

    Returns:
        What was found, as it stands in the campaign's folder. Lost workers, a full disk and Ctrl-C
        are in it and raise nothing.

    Raises:
        SimError: it could not be begun; nothing is left of it.
    """
    folder = new_folder(places.campaigns, request, tuple(batches), kept)
    try:
        return carry_on(folder, where, places, console)
    except SimError:
        if not (folder / LEDGER).exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise


def carry_on(folder: Path, where: Where, places: Places, console: Console) -> Campaign:
    """Run what is left of a campaign; see `run_new`.

    Raises:
        RegressError: it is no campaign's folder, or another process has it.
    """
    request, batches = read_request(folder)
    with held(folder, "campaign"):
        return _Session(folder, request, batches, read_kept(folder), where, places, console).run()


@dataclass
class _Session:
    """One client's work at a campaign."""

    folder: Path
    request: Request
    batches: Sequence[Batch]
    kept: Kept
    where: Where
    places: Places
    console: Console
    crew: Crew | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / LEDGER)
        self.agenda = Agenda(
            self.batches,
            Bounds(survivor=self.request.survivor_seconds),
            self.ledger.sound,
            tried=[*self.ledger.tried],
            judged=self.ledger.judged,
            judge=self.request.judge_seconds > 0,
            named=self.ledger.named,
            locate=Locate(self.request.locate, self.request.seed),
        )

    def run(self) -> Campaign:
        """Run what is left, and write what was found.

        Raises:
            RegressError: that cannot be written.
            SimError: nobody can run it.
        """
        began = time.time()
        scheduler = ""
        try:
            with self.where.opened(self.folder) as farm:
                scheduler = farm.scheduler
                self._all(farm)
        except (KeyboardInterrupt, SystemExit):  # while the farm was opened or closed
            self.ledger.event(ENDED)
        shutil.rmtree(self.folder / ATTEMPTS, ignore_errors=True)
        self.ledger.worked_for(time.time() - began)
        campaign = self._campaign(scheduler)
        try:
            return self._concluded(campaign)
        except OSError as fault:
            raise RegressError(
                f"What was found cannot be written to {self.folder}: {fault.strerror}. Mend that, "
                f"then go on: {COMMAND} mutate RESUME={self.folder.name}"
            ) from fault

    def _all(self, farm: Farm) -> None:
        token = (self.folder / TOKEN).read_text(encoding="utf-8")
        try:
            with MutationBoard(self.console, self.agenda) as board:
                book = Book(self.folder, self.ledger, self.agenda, board)
                dispatcher = MutationDispatcher(
                    farm.client,
                    Told(self.folder, token, self.request.sources),
                    self.agenda,
                    book,
                    self.where.waits(farm),
                    self.request.judge_seconds,
                )
                self.crew = dispatcher.crew
                dispatcher.run()
        except (KeyboardInterrupt, SystemExit):
            self.ledger.event(ENDED)
        except FarmError as fault:
            self.ledger.event(f"It could not go on: {fault}")

    def _campaign(self, scheduler: str) -> Campaign:
        request, ledger, kept = self.request, self.ledger, self.kept
        fates = self._fates(drawn=True)
        controls = self._fates(drawn=False)
        return Campaign(
            name=self.folder.name,
            seed=request.seed,
            replay=request.replay,
            commit=request.commit.removesuffix("+")
            + (DIRTY if request.commit.endswith("+") else ""),
            started=request.started,
            seconds=ledger.worked,
            machine=self._machine(scheduler),
            tools=self.crew.tools() if self.crew else {},
            scheduler=scheduler,
            workers=self.crew.largest if self.crew else 0,
            goal=request.goal,
            located_goal=request.located_goal,
            fates=tuple(sorted([*kept.fates, *fates], key=_place)),
            controls=tuple({one.mutant.key: one for one in (*kept.controls, *controls)}.values()),
            trials={**kept.trials, **{one.key: one for b in self.batches for one in b.trials}},
            sound={**kept.sound, **ledger.sound},
            faults=(*dict.fromkeys(ledger.faults), *_not_dead(controls), *self._unharmed()),
            events=(*ledger.events, *filter(None, [ledger.flush()])),
            interrupted=self._is_cut_short([*fates, *controls]),
            versions=request.versions,
            kept_of=kept.campaign,
            kept=len(kept.fates),
        )

    def _fates(self, *, drawn: bool) -> list[Fate]:
        return [
            course.fate(mutant, self.agenda.judged, self.agenda.named)
            for course in self.agenda.courses.values()
            for mutant in course.batch.mutants
            if (mutant.key not in course.batch.controls) is drawn
        ]

    def _unharmed(self) -> list[str]:
        """A sentence for each batch without a control of which all have survived."""
        return [
            f"All mutants of {batch.key} have survived: they were not there, or nobody looked."
            for batch in self.batches
            if not batch.controls
            and {self.agenda.courses[batch.key].state(m.key) for m in batch.mutants} == {"survived"}
        ]

    def _is_cut_short(self, fates: Sequence[Fate]) -> bool:
        """Whether something is left that a further session would do."""
        void = {c.batch.module for c in self.agenda.courses.values() if c.void}
        left = [fate for fate in fates if fate.mutant.module not in void]
        controls = {key for batch in self.batches for key in batch.controls}
        unjudged = [
            fate
            for fate in left
            if fate.state == "survived"
            and fate.mutant.family == "source"
            and fate.mutant.key not in self.agenda.judged.keys() | controls
        ]
        judge = self.request.judge_seconds > 0
        unended = any(fate.state == "not run" for fate in left) or bool(self.agenda.unnamed())
        return unended or (judge and bool(unjudged))

    def _machine(self, scheduler: str) -> dict[str, str]:
        hosts = self.crew.hosts() if self.crew else ""
        return machine() if scheduler in (LOCAL, "") else {**machine(), "workers": hosts}

    def _concluded(self, campaign: Campaign) -> Campaign:
        """Write it with its page, and remember which trial killed what."""
        from sim.pages.mutation_page import write_mutation_page

        events: list[str] = []
        before = history(self.folder.parent, self.folder.name)
        written(
            "The campaign has no page",
            lambda: write_mutation_page(campaign, before, self.folder),
            events,
        )
        campaign = campaign.model_copy(update={"events": (*campaign.events, *events)})
        write_campaign(self.folder, campaign, summary_of(campaign))
        if not campaign.interrupted:
            self._remember()
        return campaign

    def _remember(self) -> None:
        modules = {m.key: batch.module for batch in self.batches for m in batch.mutants}
        kills = read_kills(self.places.kills)
        told = kills.with_campaign(modules, self.ledger.tried, self.ledger.sound)
        write_kills(told, self.places.kills)


def _place(fate: Fate) -> tuple[bool, str, int, int]:
    """Those of the source first, by module and place."""
    mutant = fate.mutant
    return mutant.family != "source", mutant.module, mutant.line, mutant.column


def _not_dead(controls: Sequence[Fate]) -> list[str]:
    """A sentence for each control that has survived all of its trials."""
    return [
        f"The control {control.mutant.description} must be killed, but no trial has killed it: "
        f"the mutants of {control.mutant.module} were not really there, or nobody looked."
        for control in controls
        if control.state in ("survived", "lost")
    ]
