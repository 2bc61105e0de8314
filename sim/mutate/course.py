"""The way of a batch of mutants through its trials: who takes the next one, and who is through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.mutate.model import Mutant
from sim.mutate.result import WEAK, Batch, Fate, Judged, Named, State, Trial, Tried

SECOND_LOOKS = 2
"""Further trials, of those that survivors take, for a mutant that only took too long: another check
may see what is wrong."""
START_SECONDS = 3.0
"""What a trial costs besides: its build and its start, which few survivors share."""


@dataclass(frozen=True)
class Bounds:
    """What a campaign may spend.

    Attributes:
        survivor: processor time of the trials of one mutant, in seconds, with `START_SECONDS` for
            each of them.
        piece: mutants that a worker gets at a time.
    """

    survivor: float
    piece: int = 60


class Course:
    """One batch's way.

    What was tried decides everything, so that a campaign goes on from its ledger as if it had never
    been cut short.

    Attributes:
        batch: the mutants and their trials.
        place: index of the trial that is tried now.
        void: why nothing that it finds counts; empty when all is well.
    """

    def __init__(self, batch: Batch, bounds: Bounds, sound: dict[str, float]) -> None:
        """Begin.

        Args:
            batch: the mutants and their trials.
            bounds: what may be spent.
            sound: processor time of the sound design by trial, as far as it is known; others add
                to it.
        """
        self.batch = batch
        self.place = 0
        self.void = ""
        self._bounds = bounds
        self._sound = sound
        self._tried: dict[str, dict[str, Tried]] = {mutant.key: {} for mutant in batch.mutants}
        self._without: set[tuple[str, str]] = set()

    def take(self, tried: Tried) -> bool:
        """Count what a trial has said; False when that was known."""
        known = self._tried[tried.mutant]
        if tried.trial in known:
            return False
        known[tried.trial] = tried
        return True

    def without(self, trial: Trial, mutants: Sequence[str]) -> None:
        """These get no verdict from a trial in this session."""
        self._without |= {(mutant, trial.key) for mutant in mutants}

    def trial(self) -> Trial | None:
        """The trial that comes now; None when the batch is through."""
        while self.place < len(self.batch.trials) and not self.void:
            trial = self.batch.trials[self.place]
            if any(self._lives(mutant) for mutant in self.due(trial)):
                return trial
            self.place += 1
        return None

    def due(self, trial: Trial) -> list[str]:
        """The mutants that have yet to take a trial, by key."""
        return [mutant.key for mutant in self.batch.mutants if self._takes(mutant.key, trial)]

    def _takes(self, mutant: str, trial: Trial) -> bool:
        known = self._tried[mutant]
        if trial.key in known or (mutant, trial.key) in self._without or self._settled(mutant):
            return False
        spent = sum(START_SECONDS + tried.seconds for tried in known.values())
        expected = START_SECONDS + self._sound.get(trial.key, trial.seconds)
        return not known or spent + expected <= self._bounds.survivor

    def _lives(self, mutant: str) -> bool:
        return all(tried.state == "passed" for tried in self._tried[mutant].values())

    def _settled(self, mutant: str) -> bool:
        """Whether no further trial is worth its time."""
        kills = [tried for tried in self._in_order(mutant) if tried.state == "killed"]
        if not kills:
            return False
        if mutant in self.batch.controls or any(tried.kind not in WEAK for tried in kills):
            return True
        order = self._in_order(mutant)
        return len(order) - order.index(kills[0]) > SECOND_LOOKS

    def _in_order(self, mutant: str) -> list[Tried]:
        known = self._tried[mutant]
        return [known[trial.key] for trial in self.batch.trials if trial.key in known]

    def all_tried(self) -> list[Tried]:
        """All that trials have said."""
        return [tried for mutant in self._tried for tried in self._in_order(mutant)]

    def state(self, mutant: str) -> State:
        """What has become of a mutant so far."""
        if not self._lives(mutant):
            return "killed"
        if self.void or any(self._takes(mutant, trial) for trial in self.batch.trials):
            return "not run"
        return "survived" if self._tried[mutant] else "lost"

    def fate(
        self, mutant: Mutant, judged: Mapping[str, Judged], named: Mapping[str, Named]
    ) -> Fate:
        """What has become of a mutant so far.

        Args:
            mutant: the mutant.
            judged: what a judge says of survivors, by key.
            named: the blocks that were named for killed ones, by key.
        """
        order = self._in_order(mutant.key)
        kills = [tried for tried in order if tried.state == "killed"]
        strong = [tried for tried in kills if tried.kind not in WEAK]
        state = self.state(mutant.key)
        return Fate(
            mutant=mutant,
            state=state,
            kill=next(iter([*strong, *kills]), None),
            trials=len(order),
            seconds=sum(tried.seconds for tried in order),
            judged=judged.get(mutant.key, Judged()) if state == "survived" else None,
            named=named.get(mutant.key) if state == "killed" else None,
        )
