"""What trials have killed before, which says what to try first: a small file beside the builds.

It is nothing but experience: without it, or with a spoiled one, a campaign takes longer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from sim.files import put
from sim.mutate.result import Tried
from sim.places import BUILD

KILLS = BUILD / "mutate" / "kills.json"


class Record(BaseModel):
    """How a trial has fared with the mutants of a module.

    Attributes:
        tried: mutants.
        killed: those that it has killed.
        seconds: processor time that it took over all of them.
    """

    model_config = ConfigDict(frozen=True)

    tried: int = 0
    killed: int = 0
    seconds: float = 0.0


class Kills(BaseModel):
    """All that is remembered.

    Attributes:
        records: by module and trial.
        sound: processor time of the sound design by trial, as it was last.
    """

    model_config = ConfigDict(frozen=True)

    records: dict[str, dict[str, Record]] = {}
    sound: dict[str, float] = {}

    def record(self, module: str, trial: str) -> Record:
        """How a trial has fared with a module."""
        return self.records.get(module, {}).get(trial, Record())

    def with_campaign(
        self, modules: dict[str, str], tried: Iterable[Tried], sound: dict[str, float]
    ) -> Kills:
        """The same with what a campaign has found.

        Args:
            modules: the module of each mutant, by its key.
            tried: all that its trials have said.
            sound: processor time of the sound design by trial.
        """
        records = {module: dict(trials) for module, trials in self.records.items()}
        for one in tried:
            trials = records.setdefault(modules[one.mutant], {})
            before = trials.get(one.trial, Record())
            trials[one.trial] = Record(
                tried=before.tried + 1,
                killed=before.killed + (one.state == "killed"),
                seconds=before.seconds + one.seconds,
            )
        return Kills(records=records, sound={**self.sound, **sound})


def read_kills(path: Path = KILLS) -> Kills:
    """What is remembered; nothing where there is no such file, or it cannot be read."""
    try:
        return Kills.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # pydantic's errors are such, too
        return Kills()


def write_kills(kills: Kills, path: Path = KILLS) -> None:
    """Remember it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, json.dumps(kills.model_dump(mode="json"), indent=1, sort_keys=True) + "\n")
