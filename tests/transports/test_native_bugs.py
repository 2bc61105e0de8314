"""The bench is under test too: with a bug in the native transport, the two no longer agree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from sim.places import ROOT
from sim.results import RESULT_JSON, RunResult
from sim.run import simulate
from tb.spec import RunSpec
from tests.planted.planting import plant
from tests.transports.compare import difference
from tests.transports.fuzz import EPISODES, fuzzed
from tests.transports.native_bugs import NativeBug, native_bugs
from tests.transports.pages import page

EVERY = 25
"""One in so many is planted in the usual run."""

COUNT = 60
"""Episodes in which each must show."""

IDLE_LIMIT = 40.0
"""Seconds after which a transport that hangs is ended."""

CHANGED, SHARED = ("sim", "tb"), ("golden", "hw", "tests", "examples", "build", "Makefile")
"""What the copy of the project holds, and what it has in common with this one. The C++ is part of a
build's name, so that builds can be shared too."""


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


def spec_of(design: str, rtl: Path | None, transport: str) -> RunSpec:
    return RunSpec(
        toplevel=design,
        bench=page(fuzzed, design),
        rtl=rtl,
        transport=transport,
        options={EPISODES: str(COUNT)},
        idle_limit=IDLE_LIMIT,
    )


def run_in(project: Path, spec: RunSpec) -> RunResult:
    """The result of a run that another copy of the project makes."""
    program = (
        "import sys; from sim.places import ROOT; from sim.run import simulate; "
        "from tb.spec import RunSpec; print(ROOT); "
        "print(simulate(RunSpec.from_json(sys.argv[1])).folder)"
    )
    told = [sys.executable, "-c", program, spec.model_dump_json()]
    done = subprocess.run(told, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    root, folder = map(Path, done.stdout.splitlines())
    assert root == project.resolve(), "the copy did not run itself"
    return RunResult.model_validate_json((folder / RESULT_JSON).read_text(encoding="utf-8"))


def cases() -> Iterator[ParameterSet]:
    for i, bug in enumerate(native_bugs()):
        marks = [pytest.mark.transports] if i % EVERY else []
        name = f"{bug.file}-{bug.name}".replace(" ", "_")
        yield pytest.param(bug, id=name, marks=marks)


@pytest.mark.parametrize("bug", list(cases()))
def test_it_is_noticed(bug: NativeBug, tmp_path: Path) -> None:
    project = changed_project(bug, tmp_path)
    rtl = plant(bug.rtl, tmp_path) if bug.rtl else None
    result = run_in(project, spec_of(bug.design, rtl, "native"))
    sound = simulate(spec_of(bug.design, rtl, "python"))
    assert difference(sound, result), "nothing differs"


def test_a_copy_without_a_bug_agrees(tmp_path: Path) -> None:
    """It is the bug that the others notice."""
    project = changed_project(
        NativeBug("packets.py", "none", "@classmethod", "@classmethod"), tmp_path
    )
    result = run_in(project, spec_of("array_tap", None, "native"))
    assert not difference(simulate(spec_of("array_tap", None, "python")), result)
