"""Code coverage in LCOV's format, for editors, `genhtml` and continuous integration.

The exporters of PyUCIS 0.2 know covergroups alone: of lines and branches they write nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from sim.coverage.model import CodeItem, ModuleCoverage

LINES = re.compile(r"lines ([\d,-]+)$")


def lcov(modules: Sequence[ModuleCoverage]) -> str:
    """A tracefile; what is excluded is left out."""
    records = []
    by_file = sorted(modules, key=lambda module: module.file)
    for file, found in groupby(by_file, key=lambda module: module.file):
        items = [item for module in found for item in module.items if not item.excluded]
        records.append(f"SF:{file}\n{''.join(_record(items))}end_of_record\n")
    return "".join(records)


def _record(items: Sequence[CodeItem]) -> Iterator[str]:
    branches = [item for item in items if item.metric == "branch"]
    for number, item in enumerate(branches):
        yield f"BRDA:{item.line},0,{number},{item.hits or '-'}\n"
    yield f"BRF:{len(branches)}\nBRH:{sum(item.hits > 0 for item in branches)}\n"
    hits: dict[int, int] = {}
    for item in items:
        if item.metric in ("line", "branch"):
            for line in _lines(item):
                hits[line] = max(hits.get(line, 0), item.hits)
    for line, count in sorted(hits.items()):
        yield f"DA:{line},{count}\n"
    yield f"LF:{len(hits)}\nLH:{sum(count > 0 for count in hits.values())}\n"


def _lines(item: CodeItem) -> Iterator[int]:
    """The lines whose statements a block holds; none for one that holds nothing."""
    found = LINES.search(item.text)
    for part in found[1].split(",") if found else ():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
