"""A copy of the RTL with one bug, and the designs that the bugs are planted in."""

from __future__ import annotations

import shutil
from pathlib import Path

from tb.kraken.array import RTL
from tests.planted.bug import Bug

ARRAY = {
    "Rows": 4,
    "Cols": 24,
    "KhMax": 5,
    "KwMax": 5,
    "SMax": 3,
    "WeightDepth": 256,
}
TOP = {**ARRAY, "Rows": 3, "Cols": 12}
NARROW = {"PixelPortWords": 3, "WeightPortWords": 7}

ENGINE = frozenset((RTL / "conv_engine.f").read_text(encoding="utf-8").split())
"""Sources of the engine, the words of its list."""


def plant(bug: Bug, folder: Path) -> Path:
    """A copy of the RTL below `folder` in which `bug` sits."""
    copy = folder / "rtl"
    shutil.copytree(RTL, copy)
    source = copy / bug.file
    text = source.read_text(encoding="utf-8")
    assert text.count(bug.old) == bug.count, f"{bug.file} no longer has what '{bug.name}' changes"
    source.write_text(text.replace(bug.old, bug.new), encoding="utf-8")
    return copy


def engine_for(bug: Bug) -> dict[str, int]:
    """Parameters of the engine in which `bug` shows."""
    return dict(bug.parameters) or (ARRAY | NARROW if bug.narrow_ports else ARRAY)
