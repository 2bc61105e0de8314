"""What has come of a regression so far, on disk as soon as it is known.

One line of JSON for each result and event, appended and flushed to the disk. A client that is
killed in the middle of a line leaves a torn one, which is as if it had never been begun.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.regress.errors import RegressError
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


class Ledger:
    """The ledger of one regression, to append to.

    Attributes:
        path: the file.
        results: what came of each job, by its key, in the order of their ends.
        events: what happened, for people.
    """

    def __init__(self, path: Path) -> None:
        """Read what there is, and go on behind its last whole line.

        Raises:
            RegressError: a line before the last one is broken.
        """
        self.path = path
        self.results: dict[str, JobResult] = {}
        self.events: list[str] = []
        self._unwritten: list[bytes] = []
        entries, whole = _read(path)
        for entry in entries:
            self._take(entry)
        if path.exists() and path.stat().st_size > whole:
            os.truncate(path, whole)

    def result(self, result: JobResult) -> bool:
        """Add what came of a job; False when that was known already, which then counts."""
        if result.job.key in self.results:
            return False
        self._append(Entry(kind="result", result=result))
        return True

    def event(self, text: str) -> None:
        """Add what happened."""
        self._append(Entry(kind="event", event=text))

    def _append(self, entry: Entry) -> None:
        self._take(entry)
        self._unwritten.append(entry.model_dump_json(exclude_defaults=True).encode() + b"\n")
        self.flush()

    def flush(self) -> str:
        """Write what could not be written before; returns why it still cannot, mostly empty.

        A full disk must not end the regression: its results are still in memory.
        """
        try:
            with self.path.open("ab", buffering=0) as handle:
                end = handle.seek(0, os.SEEK_END)
                try:
                    left = memoryview(b"".join(self._unwritten))
                    while left:
                        left = left[handle.write(left) :]
                    os.fsync(handle.fileno())
                except OSError:
                    handle.truncate(end)
                    raise
        except OSError as fault:
            return f"{self.path} cannot be written: {fault.strerror}."
        self._unwritten.clear()
        return ""

    def _take(self, entry: Entry) -> None:
        if entry.result is not None:
            self.results.setdefault(entry.result.job.key, entry.result)
        elif entry.kind == "event":
            self.events.append(entry.event)


def _read(path: Path) -> tuple[Iterable[Entry], int]:
    """All whole entries, and the bytes that they take."""
    if not path.exists():
        return [], 0
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].splitlines()
    entries = []
    for index, line in enumerate(lines):
        try:
            entries.append(Entry.model_validate_json(line))
        except ValidationError as fault:
            raise RegressError(
                f"{path}:{index + 1} is no entry of a ledger: remove the line, and the job that it "
                "tells of is run again."
            ) from fault
    return entries, whole
