"""A file of JSON lines that outlives a kill: each entry is on the disk as soon as it is known.

One line for each entry, appended and flushed to the disk. A client that is killed in the middle of
a line leaves a torn one, which is as if it had never been begun.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from sim.regress.errors import RegressError

EntryT = TypeVar("EntryT", bound=BaseModel)


class Lines(ABC, Generic[EntryT]):
    """One such file, to append to; whoever derives from it keeps what it says.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, kind: type[EntryT], mend: str) -> None:
        """Take what there is, and go on behind its last whole line.

        Args:
            path: the file; it need not be there.
            kind: what each line holds.
            mend: what to do about a broken line, as the end of a sentence.

        Raises:
            RegressError: a line before the last one is broken.
        """
        self.path = path
        self._unwritten: list[bytes] = []
        entries, whole = _read(path, kind, mend)
        for entry in entries:
            self.take(entry)
        if path.exists() and path.stat().st_size > whole:
            os.truncate(path, whole)

    @abstractmethod
    def take(self, entry: EntryT) -> None:
        """Keep what an entry says."""

    def append(self, entry: EntryT) -> None:
        """Add an entry, now or as soon as the disk takes it."""
        self.take(entry)
        self._unwritten.append(entry.model_dump_json(exclude_defaults=True).encode() + b"\n")
        self.flush()

    def flush(self) -> str:
        """Write what could not be written before; returns why it still cannot, mostly empty.

        A full disk must not end the work: what was found is still in memory.
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


def _read(path: Path, kind: type[EntryT], mend: str) -> tuple[list[EntryT], int]:
    """All whole entries, and the bytes that they take."""
    if not path.exists():
        return [], 0
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    entries = []
    for index, line in enumerate(content[:whole].splitlines()):
        try:
            entries.append(kind.model_validate_json(line))
        except ValidationError as fault:
            raise RegressError(f"{path}:{index + 1} is no entry of a ledger: {mend}") from fault
    return entries, whole
