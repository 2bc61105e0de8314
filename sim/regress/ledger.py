"""What has come of a regression so far, on disk as soon as it is known."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.regress.lines import Lines
from sim.regress.model import JobResult

LEDGER = "jobs.jsonl"
"""In the regression's folder."""


class Entry(BaseModel):
    """One line.

    Attributes:
        kind: what it holds.
        result: what came of a job.
        event: what happened, for people.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["result", "event"]
    result: JobResult | None = None
    event: str = ""


class Ledger(Lines[Entry]):
    """The ledger of one regression, to append to.

    Attributes:
        results: what came of each job, by its key, in the order of their ends.
        events: what happened, for people.
    """

    def __init__(self, path: Path) -> None:
        """Read what there is, and go on behind its last whole line.

        Raises:
            RegressError: a line before the last one is broken.
        """
        self.results: dict[str, JobResult] = {}
        self.events: list[str] = []
        mend = "remove the line, and the job that it tells of is run again."
        super().__init__(path, Entry, mend)

    def result(self, result: JobResult) -> bool:
        """Add what came of a job; False when that was known already, which then counts."""
        if result.job.key in self.results:
            return False
        self.append(Entry(kind="result", result=result))
        return True

    def event(self, text: str) -> None:
        """Add what happened."""
        self.append(Entry(kind="event", event=text))

    def take(self, entry: Entry) -> None:
        """Keep what an entry says."""
        if entry.result is not None:
            self.results.setdefault(entry.result.job.key, entry.result)
        elif entry.kind == "event":
            self.events.append(entry.event)
