"""What has come of a campaign so far, on disk as soon as it is known."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.mutate.result import Judged, Named, Tried
from sim.regress.lines import Lines

LEDGER = "ledger.jsonl"
"""In the campaign's folder."""


class Entry(BaseModel):
    """One line.

    Attributes:
        kind: what it holds.
        tried: what a trial said of a mutant.
        key: of the trial whose sound design was measured, or of the mutant that was judged or
            located.
        seconds: processor time of that sound design.
        judged: what the judge said.
        named: the block that was named.
        text: what happened, or what makes the figures void, for people.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["tried", "sound", "judged", "named", "event", "fault", "worked"]
    tried: Tried | None = None
    key: str = ""
    seconds: float = 0.0
    judged: Judged | None = None
    named: Named | None = None
    text: str = ""


class Ledger(Lines[Entry]):
    """The ledger of one campaign, to append to.

    Attributes:
        tried: what trials have said, in the order in which it came.
        sound: processor time of the sound design by trial.
        judged: what was said of survivors, by key.
        named: blocks that were named, by the key of the mutant.
        events: what happened, for people.
        faults: what makes the figures void.
        worked: wall time that sessions before this one have worked, in seconds.
    """

    def __init__(self, path: Path) -> None:
        """Read what there is, and go on behind its last whole line.

        Raises:
            RegressError: a line before the last one is broken.
        """
        self.tried: list[Tried] = []
        self.sound: dict[str, float] = {}
        self.judged: dict[str, Judged] = {}
        self.named: dict[str, Named] = {}
        self.events: list[str] = []
        self.faults: list[str] = []
        self.worked = 0.0
        mend = "remove the line, and what it tells of is tried again."
        super().__init__(path, Entry, mend)

    def add_tried(self, tried: Tried) -> None:
        """Add what a trial said of a mutant."""
        self.append(Entry(kind="tried", tried=tried))

    def add_sound(self, trial: str, seconds: float) -> None:
        """Add the processor time of the sound design in a trial, the first time that it is told."""
        if trial not in self.sound:
            self.append(Entry(kind="sound", key=trial, seconds=seconds))

    def add_judged(self, mutant: str, judged: Judged) -> None:
        """Add what was said of a survivor."""
        self.append(Entry(kind="judged", key=mutant, judged=judged))

    def add_named(self, mutant: str, named: Named) -> None:
        """Add which block was named for a mutant."""
        self.append(Entry(kind="named", key=mutant, named=named))

    def event(self, text: str) -> None:
        """Add what happened."""
        self.append(Entry(kind="event", text=text))

    def fault(self, text: str) -> None:
        """Add what makes the figures void."""
        self.append(Entry(kind="fault", text=text))

    def worked_for(self, seconds: float) -> None:
        """Add how long this session has worked."""
        self.append(Entry(kind="worked", seconds=seconds))

    def take(self, entry: Entry) -> None:
        """Keep what an entry says."""
        if entry.tried is not None:
            self.tried.append(entry.tried)
        elif entry.judged is not None:
            self.judged[entry.key] = entry.judged
        elif entry.named is not None:
            self.named[entry.key] = entry.named
        elif entry.kind == "sound":
            self.sound[entry.key] = entry.seconds
        elif entry.kind == "worked":
            self.worked += entry.seconds
        else:
            (self.faults if entry.kind == "fault" else self.events).append(entry.text)
