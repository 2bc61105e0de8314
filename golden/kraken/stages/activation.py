"""The stage that puts every word through a table, or lets all of them pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.errors import StageError
from golden.kraken.stages.fields import config_frame, layout, pack_fields
from golden.streams.frame import Frame

Words = npt.NDArray[Any]
Marks = npt.NDArray[np.bool_]

FIELDS = layout(bypass=1)
"""Its header."""

ENTRIES = 256
"""Of a table: one for each int8 value."""

ENTRIES_OF_A_ROW = 8
"""Entries of a beat of the body, in its lowest bits."""

REGISTERS = 2
"""Of the pipeline, in front of its register slice."""

LATENCY = REGISTERS + 1
"""Clocks from a beat in to the same beat out."""


@dataclass(frozen=True, eq=False)
class ActivationConfig:
    """What the stage does to one packet.

    Attributes:
        table: int8 [256], the word for each int8 value, indexed by the value's bits as uint8; None
            lets all words pass.

    Raises:
        StageError: the table has another type or size.
    """

    table: npt.NDArray[np.int8] | None = None

    def __post_init__(self) -> None:
        table = self.table
        if table is not None and (table.dtype != np.int8 or table.shape != (ENTRIES,)):
            raise StageError(
                f"the table is {table.dtype} {list(table.shape)}, but the stage takes int8 "
                f"[{ENTRIES}]"
            )

    @classmethod
    def bypass(cls) -> ActivationConfig:
        """All words pass."""
        return cls()

    @property
    def works(self) -> bool:
        """Whether words go through a table."""
        return self.table is not None

    def frame(self, name: str, config_width: int) -> Frame:
        """The packet that says so on a configuration port of so many bits."""
        header = pack_fields(FIELDS, {"bypass": int(not self.works)})
        entries = [] if self.table is None else self.table.view(np.uint8).tolist()
        rows = [
            int.from_bytes(bytes(entries[first : first + ENTRIES_OF_A_ROW]), "little")
            for first in range(0, len(entries), ENTRIES_OF_A_ROW)
        ]
        return config_frame(name, header, rows, config_width)

    def apply(self, words: Words, marks: Marks) -> tuple[npt.NDArray[np.int8], Marks]:
        """What leaves for what comes.

        Args:
            words: integers [beats, lanes], -128 to 127.
            marks: bool [beats, lanes], words that count.

        Returns:
            int8 [beats, lanes], 0 where a word does not count, and the same marks.
        """
        found = words.astype(np.int8)
        if self.table is not None:
            found = self.table[found.view(np.uint8)]
        return np.where(marks, found, np.int8(0)), marks
