"""What of a design's code is counted: all of it, but toggles at ports alone; and its own points.

Verilator counts the toggles of every variable or of none. Those within a module say little that its
lines, branches and expressions do not, and counting them takes twice the time of the simulation.

It finds state machines by itself (``--coverage-fsm``), but 5.048 knows only those in which each
state has one plain assignment, which none of ours is, and it ends with an internal error where an
expression compares with part of a structure. So states and transitions are cover points of
SystemVerilog, which a file of their own binds into the module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sim.design import Design, content
from sim.header import IGNORED, NETS, NUMBERS

RANGES = r"(?:\s*\[[^\]]*\])*"
DECLARATION = re.compile(
    rf"\s*(?:automatic\s+|static\s+)?(?:\w+::)?(\w+)(?:\s+(?:logic|signed))*{RANGES}"
    rf"\s+\w+{RANGES}(?:\s*,\s*\w+{RANGES})*\s*;"
)
"""A line that declares variables without a value, and their type."""
NAMED_TYPE = re.compile(r"\btypedef\b[^;{}]*(?:\{[^{}]*\}[^;{}]*?)?\b(\w+)\s*;")


POINTS = "cover"
"""The folder beside that of a source which holds a file of the same name with its cover points."""


def counted(design: Design) -> Design:
    """The design as it is built for code coverage.

    Raises:
        UsageError: a source cannot be read.
    """
    points = (points_of(path) for path in design.sources)
    found = replace(design, sources=(*design.sources, *filter(Path.is_file, points)))
    return _at_ports_alone(found)


def points_of(source: Path) -> Path:
    """Where the cover points of a source are, if it has any."""
    return source.parent.parent / POINTS / source.name


def _at_ports_alone(design: Design) -> Design:
    """The design, with toggles counted at ports alone."""
    texts = {path: content(path).decode(errors="replace") for path in design.sources}
    included = [content(path).decode(errors="replace") for path in design.included()]
    types = {*NETS, *NUMBERS, *_named_types([*texts.values(), *included])}
    lines = [
        f'coverage_off -file "{design.relative(path)}" -lines {number}\n'
        for path, text in texts.items()
        for number in declarations(text, types)
    ]
    return replace(design, marks=design.marks + "".join(lines))


def declarations(text: str, types: Iterable[str]) -> Iterator[int]:
    """The lines of a source, from 1, that declare variables and do nothing else.

    Args:
        text: the source.
        types: names of types.
    """
    known = set(types)
    for number, line in enumerate(text.splitlines(), 1):
        found = DECLARATION.match(line)
        if found and found[1] in known:
            yield number


def _named_types(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from NAMED_TYPE.findall(IGNORED.sub(" ", text))
