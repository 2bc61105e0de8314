"""A mutant of a golden model, and what became of it."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict

State = Literal["failed", "import", "timeout", "crashed", "survived", "equivalent"]
"""How a mutant ended: a test failed, it could not be imported, it ran too long, it ended the
process; or no test saw it, or it computes the same for a reason that is written down."""
KILLED: tuple[State, ...] = ("failed", "import", "timeout", "crashed")


class Site(BaseModel):
    """A place that can be changed in one or several ways.

    Attributes:
        file: below the project, such as 'golden/quant/ranges.py'.
        line: number of the line, from 1 on.
        column: from 0 on.
        changes: operators that fit, and which of its places in the file this one is.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    line: int
    column: int
    changes: tuple[tuple[str, int], ...]


class Mutant(BaseModel):
    """One change of one file.

    Attributes:
        file: below the project.
        line: of the place that is changed.
        operator: cosmic-ray's name of the change.
        source: the file with the change.
        before: the file's lines that differ, as they are.
        after: what they become.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    line: int
    operator: str
    source: str
    before: str
    after: str

    @property
    def module(self) -> str:
        """The file without what all share: 'quant/ranges.py'."""
        return str(PurePosixPath(self.file).relative_to("golden"))

    @property
    def description(self) -> str:
        """For people, on one line."""
        return f"{self.file}:{self.line} {self.operator}: {self.before!r} -> {self.after!r}"


class Outcome(BaseModel):
    """What became of a mutant.

    Attributes:
        mutant: which.
        state: how it ended.
        test: the test that killed it; '' where none did.
        tests: how many tests run the changed line.
        seconds: that they took.
        reason: why it is equivalent; '' where it is not.
    """

    mutant: Mutant
    state: State
    test: str = ""
    tests: int = 0
    seconds: float = 0.0
    reason: str = ""


def changed_lines(before: str, after: str) -> tuple[str, str]:
    """The lines that differ, without indentation, of two versions of a file."""
    old, new = before.splitlines(), after.splitlines()
    rows = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    parts = [row for row in rows if row[0] != "equal"]
    if not parts:
        return "", ""

    def text(lines: list[str], start: int, end: int) -> str:
        return "\n".join(line.strip() for line in lines[start:end])

    return text(old, parts[0][1], parts[-1][2]), text(new, parts[0][3], parts[-1][4])
