"""The Makefile in a folder of its own, with programs in the place of the set-up and of Python."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from sim.targets import ROOT

PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >> calls
printf 'MAKEFLAGS=%s MAKELEVEL=%s\\n' "$MAKEFLAGS" "$MAKELEVEL" >> calls
for name in $MAKE_VARIABLES; do eval "printf '%s=%s\\n' $name \\"\\$$name\\"" >> calls; done
exit ${CODE:-0}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "bootstrap.py").write_text(
        "import os, sys\nsys.exit(int(os.environ.get('SETUP_CODE', '0')))\n", encoding="utf-8"
    )
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    return tmp_path


def make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: text
        for name, text in os.environ.items()
        if name not in ("MAKEFLAGS", "MAKELEVEL", "SIM", "TOPLEVEL")
    }
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("options", [[], ["-s"], ["-k"], ["-j4"], ["-B"], ["--no-print-directory"]])
@pytest.mark.parametrize(("code", "exits"), [(0, 0), (1, 1), (2, 2), (5, 2), (130, 2)])
def test_make_exits_with_the_jobs_own_code(
    options: list[str], code: int, exits: int, folder: Path
) -> None:
    finished = make(folder, *options, "SIM=icarus", "TOPLEVEL=conv_engine", CODE=str(code))
    assert finished.returncode == exits
    assert not list((folder / "build" / "codes").iterdir())


@pytest.mark.parametrize("goal", ["test", "lint", "doctor"])
def test_other_goals_keep_their_codes_too(goal: str, folder: Path) -> None:
    assert make(folder, goal).returncode == 0
    assert make(folder, goal, CODE="1").returncode == 1


def test_a_failed_set_up_ends_it(folder: Path) -> None:
    assert make(folder, "SIM=icarus", "TOPLEVEL=x", SETUP_CODE="2").returncode == 2
    assert not (folder / "calls").exists()


def test_the_variables_arrive_unharmed(folder: Path) -> None:
    value = 'it\'s a; $(touch harm) `file` "x"'
    make(folder, "SIM=icarus", "TOPLEVEL=conv_engine", f"INPUT={value}".replace("$", "$$"))
    lines = calls(folder)
    assert lines[0] == "-m sim job"
    assert "SIM=icarus" in lines
    assert "TOPLEVEL=conv_engine" in lines
    assert f"INPUT={value}" in lines
    assert not (folder / "harm").exists()


def test_the_environment_may_name_simulator_and_design(folder: Path) -> None:
    make(folder, SIM="icarus", TOPLEVEL="conv_engine", MODEL="not ours")
    lines = calls(folder)
    assert "SIM=icarus" in lines
    assert "TOPLEVEL=conv_engine" in lines
    assert not any(line.startswith("MODEL") for line in lines)


def test_an_inner_make_inherits_nothing(folder: Path) -> None:
    make(folder, "-j4", "SIM=icarus", "TOPLEVEL=conv_engine")
    assert "MAKEFLAGS= MAKELEVEL=" in calls(folder)


def test_nothing_asked_shows_the_help(folder: Path) -> None:
    finished = make(folder)
    assert finished.returncode == 0
    assert "make SIM=verilator TOPLEVEL=conv_engine" in finished.stdout
    assert not (folder / "calls").exists()


def test_a_dry_run_runs_nothing(folder: Path) -> None:
    finished = make(folder, "-n", "SIM=icarus", "TOPLEVEL=conv_engine", CODE="1")
    assert finished.returncode == 0
    assert "-m sim job" in finished.stdout
    assert not (folder / "calls").exists()


def test_clean_leaves_the_environment(folder: Path) -> None:
    make(folder, "lint")
    (folder / "golden" / "__pycache__").mkdir(parents=True)
    assert make(folder, "clean").returncode == 0
    assert not (folder / "build").exists()
    assert not (folder / "golden" / "__pycache__").exists()
    assert (folder / ".venv").exists()
