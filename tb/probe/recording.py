"""What `tb.probe` asks of recorded signals, and one clock of one block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

Column = tuple[Sequence[int], Mapping[int, int]]
"""By edge: values, X as 0; and bits that are X or not recorded, where there are any."""


class Recording(Protocol):
    """Signals of a run by their paths below the top module, as each clock edge finds them."""

    @property
    def edges(self) -> int:
        """How many edges there are."""

    @property
    def children(self) -> Sequence[str]:
        """Blocks right below the top module."""

    def clock(self, edge: int) -> int:
        """The number of an edge, as reports count."""

    def width(self, path: str) -> int:
        """Bits of a signal; 0 where it is not recorded."""

    def column(self, path: str) -> Column:
        """A signal in all edges."""

    def instances(self, pattern: str) -> list[str]:
        """Recorded blocks whose path is as a pattern with ``[*]`` says, by number."""


class Moment:
    """The ports of a block at one edge.

    Attributes:
        edge: which.
        unclear: a signal that was asked for had bits that are X.
    """

    def __init__(self, recording: Recording, instance: str, *, ones: bool = False) -> None:
        """Begin.

        Args:
            recording: of the design around it.
            instance: path of the block.
            ones: bits that are X are told as 1, else as 0.
        """
        self.recording = recording
        self.prefix = f"{instance}." if instance else ""
        self.columns: dict[str, Column] = {}
        self.edge = 0
        self.unclear = False
        self._ones = ones

    def __getitem__(self, name: str, /) -> int:
        values, unknown = self.found(name)
        value = values[self.edge]
        if unknown and self.edge in unknown:
            self.unclear = True
            return value | unknown[self.edge] if self._ones else value
        return value

    def found(self, name: str) -> Column:
        """The signal's column.

        Raises:
            KeyError: it is not recorded.
        """
        column = self.columns.get(name)
        if column is None:
            if not self.recording.width(self.prefix + name):
                raise KeyError(name)
            column = self.columns[name] = self.recording.column(self.prefix + name)
        return column

    def has(self, name: str) -> bool:
        """Whether a signal is recorded."""
        return name in self.columns or bool(self.recording.width(self.prefix + name))

    def unknown(self, name: str) -> int:
        """Bits of a signal that are X."""
        return self.found(name)[1].get(self.edge, 0)

    def width(self, name: str) -> int:
        """Bits of a signal."""
        return self.recording.width(self.prefix + name)

    def signed(self, name: str) -> int:
        """A signal as a two's complement number."""
        return self.words(name, self.width(name))[0]

    def words(self, name: str, width: int, *, signed: bool = True) -> list[int]:
        """A signal cut into words, the lowest first.

        Where what is X is read as 1, a word with an X is read as one that is far away: arithmetic
        makes all X of it, though 0 and -1 may be rounded to the same.
        """
        whole, mask, sign = self[name], (1 << width) - 1, 1 << (width - 1)
        hidden = self.unknown(name) if self._ones else 0
        whole &= ~hidden
        lows = range(0, self.width(name), width)
        words = [whole >> low & mask for low in lows]
        if hidden:
            parts = [hidden >> low & mask for low in lows]
            far = int("01" * width, 2) & mask
            words = [w ^ far if x else w for w, x in zip(words, parts, strict=True)]
        return [w - 2 * sign if w & sign else w for w in words] if signed else words
