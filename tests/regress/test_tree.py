"""Whether two trees hold the same sources."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.places import ROOT
from sim.regress.tree import source_hash


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("golden/a.py", "hw/rtl/a.sv", "sim/a.mk", "tb/a.hjson"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def edit_in_place(tree: Path) -> None:
    """As long as before; only its time tells that it should be read again."""
    path = tree / "hw/rtl/a.sv"
    path.write_text("A" * len(path.read_text()))
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize(
    "change",
    [
        edit_in_place,
        lambda tree: (tree / "sim/a.mk").rename(tree / "sim/b.mk"),
        lambda tree: (tree / "tb/a.hjson").unlink(),
        lambda tree: (tree / "golden/new.py").touch(),
    ],
    ids=["edit", "rename", "remove", "add"],
)
def test_what_shapes_a_run_shapes_the_hash(change: Callable[[Path], None], tree: Path) -> None:
    before = source_hash(tree)
    change(tree)
    assert source_hash(tree) != before


def test_where_and_when_it_was_laid_down_does_not_matter(tree: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for package in ("golden", "hw", "sim", "tb"):
        shutil.copytree(tree / package, other / package)
    (other / "sim/__pycache__").mkdir()
    (other / "sim/__pycache__/a.pyc").touch()
    (other / "build").mkdir()
    (other / "build/x").touch()
    assert source_hash(other) == source_hash(tree)


def test_the_project_has_one() -> None:
    assert source_hash() == source_hash(ROOT)
    assert len(source_hash()) == 16
