"""A copy of the RTL with one bug, and the arrays that the bugs are planted in."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

from golden.kraken.format.params import ArrayParams
from sim.targets import RTL
from tests.planted.bugs import Bug

ARRAY = ArrayParams(rows=4, cols=24, kh_max=5, kw_max=5, s_max=3, weight_depth=256)


def plant(bug: Bug, folder: Path) -> Path:
    """A copy of the RTL below `folder` in which `bug` sits."""
    copy = folder / "rtl"
    shutil.copytree(RTL, copy)
    source = copy / bug.file
    text = source.read_text(encoding="utf-8")
    assert text.count(bug.old) == bug.count, f"{bug.file} no longer has what '{bug.name}' changes"
    source.write_text(text.replace(bug.old, bug.new), encoding="utf-8")
    return copy


def array_for(bug: Bug) -> ArrayParams:
    """The array in which `bug` shows."""
    if not bug.narrow_ports:
        return ARRAY
    return dataclasses.replace(ARRAY, pixel_port_words=3, weight_port_words=7)
