"""A copy of the project whose native transport has a bug."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from sim.places import BUILD, ROOT
from sim.results import RESULT_JSON, RunResult
from tb.spec import RunSpec
from tests.transports.native_bugs import NativeBug

CHANGED, SHARED = ("sim", "tb"), ("golden", "hw", "tests", "examples", "Makefile")
"""What the copy of the project holds, and what it has in common with this one."""

PROGRAM = """
import sys
from pathlib import Path
from sim import places

build = Path(sys.argv[1])
places.TOOLS, places.DESIGNS, places.RUNS = build / "tools", build / "designs", build / "runs"
from sim.run import simulate
from tb.spec import RunSpec

print(places.ROOT)
print(simulate(RunSpec.from_json(sys.argv[2])).folder)
"""
"""Runs in the copy. The C++ is part of a build's name, so that builds need not be apart."""


def changed_project(bug: NativeBug, folder: Path) -> Path:
    """A copy of the project whose native transport has the bug."""
    copy = folder / "project"
    copy.mkdir()
    for name in CHANGED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SHARED:
        (copy / name).symlink_to(ROOT / name)
    source = copy / "tb/transport/native" / bug.file
    text = source.read_text(encoding="utf-8")
    assert text.count(bug.old) == 1, f"{bug.file} no longer has what '{bug.name}' changes"
    source.write_text(text.replace(bug.old, bug.new), encoding="utf-8")
    return copy


def run_in(project: Path, spec: RunSpec) -> RunResult:
    """The result of a run that another copy of the project makes."""
    told = [sys.executable, "-c", PROGRAM, str(BUILD), spec.model_dump_json()]
    done = subprocess.run(told, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    root, folder = map(Path, done.stdout.splitlines())
    assert root == project.resolve(), "the copy did not run itself"
    return RunResult.model_validate_json((folder / RESULT_JSON).read_text(encoding="utf-8"))
