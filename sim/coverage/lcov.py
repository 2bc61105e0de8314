"""Line and branch coverage in LCOV's format, for editors, `genhtml` and continuous integration.

The exporters of PyUCIS 0.2 know covergroups alone: of lines and branches they write nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sim.coverage.model import CodeItem, ModuleCoverage

LINES = re.compile(r"lines ([\d,-]+)$")


@dataclass(frozen=True)
class FileCoverage:
    """What of a source file is covered, without what is excluded.

    Attributes:
        name: the file, from the project's root.
        lines: hits of each line that a block of code holds, or a branch begins in.
        branches: the line and the hits of each branch.
    """

    name: str
    lines: dict[int, int]
    branches: list[tuple[int, int]]


def files_of(modules: Sequence[ModuleCoverage]) -> list[FileCoverage]:
    """Lines and branches by file."""
    by_file = sorted(modules, key=lambda module: module.file)
    return [
        _file(name, [item for module in found for item in module.items if not item.excluded])
        for name, found in groupby(by_file, key=lambda module: module.file)
    ]


def lcov(modules: Sequence[ModuleCoverage]) -> str:
    """A tracefile."""
    return "".join(
        f"SF:{file.name}\n{''.join(_record(file))}end_of_record\n" for file in files_of(modules)
    )


def _file(name: str, items: Sequence[CodeItem]) -> FileCoverage:
    branches = [(item.line, item.hits) for item in items if item.metric == "branch"]
    lines: dict[int, int] = {}
    for item in items:
        if item.metric in ("line", "branch"):
            for line in (item.line, *_held(item)):
                lines[line] = max(lines.get(line, 0), item.hits)
    return FileCoverage(name, lines, branches)


def _held(item: CodeItem) -> Iterator[int]:
    """The lines whose statements a block holds; none for one that holds nothing."""
    found = LINES.search(item.text)
    for part in found[1].split(",") if found else ():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _record(file: FileCoverage) -> Iterator[str]:
    for number, (line, hits) in enumerate(file.branches):
        yield f"BRDA:{line},0,{number},{hits or '-'}\n"
    yield f"BRF:{len(file.branches)}\nBRH:{sum(hits > 0 for _, hits in file.branches)}\n"
    for line, hits in sorted(file.lines.items()):
        yield f"DA:{line},{hits}\n"
    yield f"LF:{len(file.lines)}\nLH:{sum(hits > 0 for hits in file.lines.values())}\n"
