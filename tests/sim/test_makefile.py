"""The Makefile in a folder of its own, with programs in the place of the set-up and of Python."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sim.cli import COMMANDS, own_help, variables_from_make
from sim.cosim import words as cosim
from sim.coverage import words as coverage
from sim.options import WORDS, read_spec
from sim.paper import words as paper
from sim.places import ROOT
from sim.prove import words as prove
from sim.regress import words as regress
from sim.soak import words as soak
from tests.sim.conftest import PAGE, slice_spec

TOLD = (WORDS, cosim.WORDS, paper.WORDS, regress.WORDS, coverage.OWN, soak.WORDS, prove.WORDS)
"""All words that the help tells of."""
PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >> calls
printf 'MAKEFLAGS=%s MAKELEVEL=%s\\n' "$MAKEFLAGS" "$MAKELEVEL" >> calls
for name in $MAKE_VARIABLES; do eval "printf '%s=%s\\n' $name \\"\\$$name\\"" >> calls; done
env -0 > environment
exit ${CODE:-0}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "bootstrap.py").write_text(
        "import os, pathlib, sys\npathlib.Path('set-up').write_text(' '.join(sys.argv[1:]))\n"
        "sys.exit(int(os.environ.get('SETUP_CODE', '0')))\n",
        encoding="utf-8",
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


@pytest.mark.parametrize(
    ("goal", "words"), [("test", "--browser"), ("list", ""), ("lint", ""), ("doctor", "--check")]
)
def test_only_tests_ask_for_a_browser(goal: str, words: str, folder: Path) -> None:
    make(folder, goal)
    assert (folder / "set-up").read_text(encoding="utf-8") == words


def test_the_variables_arrive_unharmed(folder: Path) -> None:
    value = 'it\'s a; $(touch harm) `file` "x"'
    make(folder, "SIM=icarus", "TOPLEVEL=conv_engine", f"INPUT={value}".replace("$", "$$"))
    lines = calls(folder)
    assert lines[0] == "-m sim job"
    assert "SIM=icarus" in lines
    assert "TOPLEVEL=conv_engine" in lines
    assert f"INPUT={value}" in lines
    assert not (folder / "harm").exists()


def told(folder: Path) -> dict[str, str]:
    """The words that the program behind make was given."""
    text = (folder / "environment").read_text(encoding="utf-8")
    return variables_from_make(dict(entry.split("=", 1) for entry in text.split("\0") if entry))


def test_a_replay_command_survives_shell_and_make(folder: Path) -> None:
    page = folder / "it's $mine, (x) #1" / "page.py"
    page.parent.mkdir()
    page.write_bytes(PAGE.read_bytes())
    (page.parent / "slice.f").write_text(f"{PAGE.parent}/slice.sv\n", encoding="utf-8")
    spec = slice_spec(
        parameters={"Add": -2},
        rtl=page.parent,
        options={"IMAGE": str(page), "OFFSET": "$(touch harm) `x` $$ \\ \" ' %"},
        defines={"EXTRA": "f(1, 2)", "TEXT": '"a $b\\n, #c"', "FAST": ""},
        profiles=("dense:in", "none"),
    ).model_copy(update={"bench": page, "waves": True})
    command = spec.replay(word_of={"Width": "WIDTH", "Add": "ADD"})
    environment = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    subprocess.run(["sh", "-c", command], cwd=folder, env=environment, check=True)
    assert read_spec(told(folder)) == spec
    assert not (folder / "harm").exists()


def test_a_list_gets_what_narrows_it(folder: Path) -> None:
    make(folder, "list", "BENCH=my bench.py", SIM="icarus")
    assert calls(folder)[0] == "-m sim list"
    assert told(folder) == {"BENCH": "my bench.py"}


def test_a_benchmark_gets_what_its_caller_gave(folder: Path) -> None:
    make(folder, "bench", "WAY=bare", "LAYER=3,1,8,8", SIM="icarus", TOPLEVEL="relu")
    assert calls(folder)[0] == "-m sim bench"
    assert told(folder) == {"WAY": "bare", "LAYER": "3,1,8,8"}


def test_a_soak_gets_what_its_caller_gave(folder: Path) -> None:
    make(folder, "soak", "HOURS=0.5", "SIM=both", TOPLEVEL="relu")
    assert calls(folder)[0] == "-m sim soak"
    assert told(folder) == {"HOURS": "0.5", "SIM": "both"}


@pytest.mark.parametrize(
    ("words", "call"),
    [(["NAME=relu"], "-m sim new relu"), (["NAME=a b"], "-m sim new a b"), ([], "-m sim new")],
    ids=str,
)
def test_a_new_bench_gets_its_name(words: list[str], call: str, folder: Path) -> None:
    assert make(folder, "new", *words, NAME="not asked for").returncode == 0
    assert calls(folder)[0] == call


def helped() -> list[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return [line[3:] for line in text.splitlines() if line.startswith("#: ")]


def test_the_help_names_every_word_and_command() -> None:
    lines = helped()
    for word, meaning in {(w, m) for words in TOLD for w, m in words.items()}:
        assert f"  {word:<15} {meaning}" in lines
    for name, command in COMMANDS.items():
        (line,) = (line for line in lines if line.startswith(f"make {name} "))
        assert line.endswith(f"  {command.meaning}")
    assert set(own_help()[-len(WORDS) - 2 :]) <= set(lines)


def test_every_command_is_a_goal(folder: Path) -> None:
    for name in COMMANDS:
        assert make(folder, name, FROM_MAKE="").returncode == 0
        assert f"-m sim {name}" in calls(folder)


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
