"""Fake programs on PATH, and the register slice that the sim tests build and run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.design import Design
from sim.filelist import read_file_list
from tb.bench.find import load_bench
from tb.bench.marks import touched, verilator_marks
from tb.spec import RunSpec

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "build" / "tools"
DESIGNS = ROOT / "build" / "designs"
DATA = Path(__file__).parent / "data"
BENCH = "tests.sim.data.slice_bench"
"""Plain cocotb tests of the slice."""
PAGE = DATA / "slice_page.py"
"""The same design's bench as a user would write it."""
PARAMETERS = {"Width": 16, "Add": 0}

FakeProgram = Callable[..., Path]


def slice_design(folder: Path = DATA, **changes: object) -> Design:
    """The register slice with a 16-bit word, changed as asked."""
    values: dict[str, object] = {
        "toplevel": "slice",
        "sources": read_file_list(folder / "slice.f").sources,
        "parameters": PARAMETERS,
        "marks": verilator_marks("slice", touched(load_bench(PAGE), PARAMETERS)),
        **changes,
    }
    return Design(**values)  # type: ignore[arg-type]


def slice_spec(simulator: str = "icarus", *tests: str, **told: Any) -> RunSpec:
    """A run of the slice's page."""
    return RunSpec(toplevel="slice", simulator=simulator, bench=PAGE, tests=tests, **told)  # type: ignore[arg-type]


def working_in(folder: Path) -> list[Path]:
    """The processes whose working folder it is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").resolve() == folder:
                found.append(process)
    return found


@pytest.fixture
def fake_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeProgram:
    """Put shell scripts on a PATH that holds nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def make(name: str, *, prints: str = "", code: int = 0) -> Path:
        path = folder / name
        path.write_text(f"#!/bin/sh\nprintf '%s\\n' '{prints}'\nexit {code}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make
