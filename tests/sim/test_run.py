"""Folders of runs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from sim import run


def test_two_processes_may_prune_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that somebody else has removed meanwhile is no fault."""
    old = [tmp_path / f"{i:03d}" for i in range(run.KEPT_RUNS + 3)]
    for folder in old:
        folder.mkdir()
        os.utime(folder, (0, 0))
    remove = shutil.rmtree

    def remove_all(*_args: Any, **_kwargs: Any) -> None:
        for folder in old[:3]:
            remove(folder, ignore_errors=True)

    monkeypatch.setattr(run, "RUNS", tmp_path)
    monkeypatch.setattr(shutil, "rmtree", remove_all)
    folder = run._new_folder("icarus", "conv_engine")
    assert folder.is_dir()
    assert sorted(path for path in tmp_path.iterdir() if path != folder) == old[3:]
