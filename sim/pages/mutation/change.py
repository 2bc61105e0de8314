"""The lines of a source that a mutant changes, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.mutate.model import Mutant
from sim.mutate.result import Fate

LONGEST = 12
"""Lines of either side that are shown."""


@dataclass(frozen=True)
class Line:
    """One line of a difference.

    Attributes:
        sign: ``-`` before, ``+`` after.
        text: the line.
    """

    sign: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A mutant with the lines that it changes."""

    fate: Fate
    lines: tuple[Line, ...]


def shown(fates: list[Fate], rtl: Path) -> list[Shown]:
    """These mutants with the lines that they change."""
    return [Shown(fate, tuple(lines(fate.mutant, rtl))) for fate in fates]


def lines(mutant: Mutant, rtl: Path) -> Iterator[Line]:
    """The lines that a mutant changes, as they are and as it makes them.

    Where the source is not what the mutant was made of, the text alone that it changes.

    Args:
        mutant: of a source or a netlist.
        rtl: folder of the sources.
    """
    before, after = mutant.before, mutant.after
    text = _text(rtl / mutant.file) if mutant.offset >= 0 else ""
    end = mutant.offset + mutant.length
    if text and text[mutant.offset : end] == before:
        first = text.rfind("\n", 0, mutant.offset) + 1
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        after = text[first : mutant.offset] + after + text[end:last]
        before = text[first:last]
    for sign, told in (("-", before), ("+", after)):
        for line in told.split("\n")[:LONGEST]:
            yield Line(sign, line)


@cache
def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
