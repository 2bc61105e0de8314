"""What a mutant is: one small fault in one module of the design."""

from __future__ import annotations

import hashlib
import json
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, PositiveInt

Family = Literal["source", "netlist"]

SELECTED = "mutant_selected"
"""Variable of a mutated module that says which mutant is alive, 0 for none."""
NUMBER_FILE = "mutant"
"""File in the simulator's folder that this number is read from; without it, it is 0."""
KEY_DIGITS = 16
SHOWN = 60
"""Characters of the source that a description shows."""


class Mutant(BaseModel):
    """One fault.

    Attributes:
        key: names it for good: the same fault at the same place has the same key on every machine.
        family: ``source`` for a change of the text, ``netlist`` for one behind the synthesis.
        module: the module that is changed.
        file: name of its file, below the folder of the sources.
        line: where the fault is, from 1.
        column: likewise, from 1; 0 where only the line is known.
        operator: what kind of change it is; of a netlist, the mode of Yosys.
        before: text that is replaced, or Yosys's words for the place.
        after: text that takes its place, or Yosys's words for the change.
        offset: where `before` begins in the file, in characters; -1 of a netlist.
        length: characters of `before` in the file; -1 of a netlist.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    family: Family
    module: str
    file: str
    line: int
    column: int
    operator: str
    before: str
    after: str
    offset: int = -1
    length: int = -1

    @classmethod
    def of(
        cls,
        family: Family,
        module: str,
        place: tuple[str, int, int],
        operator: str,
        change: tuple[str, str],
        span: tuple[int, int] = (-1, -1),
    ) -> Self:
        """The mutant with the key that follows from all this.

        Args:
            family: what is changed.
            module: where.
            place: file, line and column.
            operator: kind of change.
            change: text before and after.
            span: offset and length of the text before.
        """
        file, line, column = place
        before, after = change
        told = [family, module, file, line, column, operator, before, after]
        key = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:KEY_DIGITS]
        return cls(
            key=key,
            family=family,
            module=module,
            file=file,
            line=line,
            column=column,
            operator=operator,
            before=before,
            after=after,
            offset=span[0],
            length=span[1],
        )

    @property
    def description(self) -> str:
        """The mutant in one line."""
        change = f"'{_short(self.before)}' -> '{_short(self.after)}'"
        return f"{self.file}:{self.line} {self.operator}: {change}"


class Numbered(BaseModel):
    """A mutant of a build that holds many.

    Attributes:
        number: what selects it.
        mutant: the mutant.
    """

    model_config = ConfigDict(frozen=True)

    number: PositiveInt
    mutant: Mutant


def _short(text: str) -> str:
    """The text in one line that is not too long."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 3]}..."
