"""Reads the functional coverage that cocotb-coverage has written for a run."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from sim.coverage.data import BinKey, CoverageError

ROOT = "top."
CROSSED = " x "
"""Stands between the names of the bins of a cross."""


def read_functional(path: Path) -> dict[BinKey, int]:
    """Hits of all bins.

    Args:
        path: cocotb-coverage's XML.

    Raises:
        CoverageError: it is no such file.
    """
    hits: Counter[BinKey] = Counter()
    try:
        for point in ElementTree.parse(path).iter():
            for bin_ in point.findall("*[@bin]"):
                design, group, name = point.attrib["abs_name"].removeprefix(ROOT).split(".")
                key = BinKey(design, group, name, bin_name(bin_.attrib["bin"]))
                hits[key] += int(bin_.attrib["hits"])
    except (OSError, ElementTree.ParseError, KeyError, ValueError) as fault:
        raise CoverageError(f"{path} is no functional coverage: {fault}.") from fault
    return dict(hits)


def bin_name(text: str) -> str:
    """The name of a bin; that of a cross is written as a tuple of names."""
    if not text.startswith("("):
        return text
    try:
        names = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
    return CROSSED.join(map(str, names)) if isinstance(names, tuple) else text
