"""How many mutants were killed, by module and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

from pydantic import BaseModel

from sim.mutate_golden.model import KILLED, Outcome
from sim.mutate_golden.words import GOAL


class Score(BaseModel):
    """Counts of mutants.

    Attributes:
        drawn: all.
        failed: a test failed.
        ended: could not be imported, ran too long or ended the process.
        equivalent: for a reason that is written down.
        survived: no test saw them.
    """

    drawn: int = 0
    failed: int = 0
    ended: int = 0
    equivalent: int = 0
    survived: int = 0

    @property
    def percent(self) -> float:
        """The share of those killed among those that are not equivalent."""
        judged = self.drawn - self.equivalent
        return 100.0 * (self.failed + self.ended) / judged if judged else 100.0


def score(outcomes: Iterable[Outcome]) -> Score:
    """The counts of some outcomes."""
    states = Counter(outcome.state for outcome in outcomes)
    return Score(
        drawn=states.total(),
        failed=states["failed"],
        ended=sum(states[state] for state in KILLED if state != "failed"),
        equivalent=states["equivalent"],
        survived=states["survived"],
    )


class Campaign(BaseModel):
    """All that was found.

    Attributes:
        seed: of the draw.
        places: that can be changed, by file.
        outcomes: of each mutant.
        faults: sentences about reasons that hold no longer.
        seconds: from the first to the last.
        commit: of the project.
        replay: the command that draws the same again.
    """

    seed: int
    places: dict[str, int]
    outcomes: list[Outcome]
    faults: list[str]
    seconds: float
    commit: str
    replay: str

    @property
    def score(self) -> Score:
        """Of all."""
        return score(self.outcomes)

    @property
    def exit_code(self) -> int:
        """0 where the goal is met and every reason holds."""
        return 1 if self.faults or self.score.percent < GOAL else 0

    def by_module(self) -> dict[str, Score]:
        """The scores of the folders of golden, such as 'kraken/stages', by name."""
        folders: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            folder = str(PurePosixPath(outcome.mutant.module).parent)
            folders.setdefault(folder, []).append(outcome)
        return {name: score(folders[name]) for name in sorted(folders)}

    def survivors(self) -> list[Outcome]:
        """Those that no test saw."""
        return [outcome for outcome in self.outcomes if outcome.state == "survived"]
