"""What a designer feels: the time from saving a changed line of RTL to the located mismatch.

Measured is the command that people type, from its start to its end. With ``BEFORE=`` the same is
measured of an older state of the project, by turns with this one.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from sim.bench.errors import BenchmarkError
from sim.errors import UsageError
from sim.places import ROOT
from sim.results import RESULT_JSON, RunResult
from sim.tools import clean_environment
from tb.bench.names import unknown
from tb.spec import Simulator

BEFORE = "BEFORE"
PLACES = Path("hw/rtl")
SOURCE = "pe_core.sv"
SOUND = "sums_q[r*YWidth+:YWidth]) +"


@dataclass(frozen=True)
class Case:
    """What is measured: a simulator and an array."""

    simulator: Simulator
    rows: int
    cols: int

    @property
    def text(self) -> str:
        """For people."""
        return f"{self.simulator} {self.rows} x {self.cols}"

    @property
    def words(self) -> list[str]:
        """What the command is given."""
        return [
            f"SIM={self.simulator}",
            "TOPLEVEL=conv_engine",
            f"ROWS={self.rows}",
            f"COLS={self.cols}",
        ]


CASES = (Case("verilator", 4, 24), Case("verilator", 7, 96), Case("icarus", 4, 24))
ROUNDS = 3


@dataclass(frozen=True)
class Timed:
    """A run and the seconds that its whole command took."""

    result: RunResult
    seconds: float


def measure(words: Mapping[str, str], console: Console) -> int:
    """Time changed sources on each simulator and array; returns the exit code.

    Args:
        words: nothing, or at `BEFORE` a commit to compare with.
        console: receives the table.

    Raises:
        UsageError: the words are others, or there is no such commit.
        BenchmarkError: a run did not end as it must.
    """
    for word in words:
        if word != BEFORE:
            raise UsageError(f"{unknown(word, [BEFORE])}; there is {BEFORE}, a commit.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not words.get(BEFORE):
            console.print(table_of(timed({"now": ROOT}, folder, console)))
            return 0
        with checked_out(words[BEFORE], folder) as older:
            console.print(table_of(timed({"before": older, "now": ROOT}, folder, console)))
    return 0


def timed(
    projects: dict[str, Path], folder: Path, console: Console
) -> dict[tuple[Case, str], list[Timed]]:
    """Run each case in each project `ROUNDS` times by turns, so that a busy machine slows all.

    Args:
        projects: where each lies, by name.
        folder: receives what is changed.
        console: told what is on.
    """
    found: dict[tuple[Case, str], list[Timed]] = {}
    for case in CASES:
        for turn in range(ROUNDS + 1):
            for name, project in projects.items():
                console.print(f"{case.text}, {name}, {turn or 'warming up'} ...", highlight=False)
                rtl = changed(project, folder, time.time_ns())
                run = run_command(case, project, rtl)
                if turn:  # the first one fills caches, and makes what is made once
                    found.setdefault((case, name), []).append(run)
    return found


def run_command(case: Case, project: Path, rtl: Path) -> Timed:
    """Run the command that a user types, on changed sources.

    Raises:
        BenchmarkError: it did not find the mismatch.
    """
    environment = clean_environment()
    environment["PYTHONPATH"] = str(project)
    words = [sys.executable, "-m", "sim", *case.words, f"RTL={rtl}"]
    started = time.perf_counter()
    ended = subprocess.run(
        words, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    told = re.search(rf"^results\s+(\S+)/{re.escape(RESULT_JSON)}", ended.stdout, re.MULTILINE)
    if ended.returncode != 1 or not told:
        raise BenchmarkError(
            f"changed sources did not fail in {project}, {case.text}: exit code "
            f"{ended.returncode}.\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}"
        )
    return Timed(RunResult.read(project / told[1]), seconds)


def table_of(found: dict[tuple[Case, str], list[Timed]]) -> Table:
    """A row for each case and project: medians, and how many times faster the last is."""
    table = Table(
        "case", "state", "build s", "simulate s", "rest s", "total s", "times", "clocks", "verdict",
        box=box.SIMPLE_HEAD,
    )  # fmt: skip
    first: dict[Case, float] = {}
    for (case, name), runs in found.items():
        run = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
        result = run.result
        first.setdefault(case, run.seconds)
        table.add_row(
            case.text,
            name,
            f"{result.build_seconds:.2f}",
            f"{result.run_seconds:.2f}",
            f"{run.seconds - result.build_seconds - result.run_seconds:.2f}",
            f"{run.seconds:.2f}",
            f"{first[case] / run.seconds:.2f}",
            f"{result.totals['clocks']:,}",
            verdict(result),
        )
    return table


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """The project at `commit`, below `folder`.

    Raises:
        UsageError: there is no such commit.
    """
    place = folder / "before"
    git = ["git", "-C", str(ROOT)]
    made = subprocess.run(
        [*git, "worktree", "add", "--detach", str(place), commit],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise UsageError(f"{BEFORE}={commit}: {made.stderr.strip().splitlines()[-1]}.")
    try:
        yield place
    finally:
        removal = [*git, "worktree", "remove", "--force", str(place)]
        subprocess.run(removal, capture_output=True, check=False)


def changed(project: Path, folder: Path, number: int) -> Path:
    """A copy of the RTL in which every PE adds `number` at each step: one that was never built."""
    copy = folder / "rtl"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(project / PLACES, copy)
    source = copy / SOURCE
    text = source.read_text(encoding="utf-8")
    if text.count(SOUND) != 1:
        raise BenchmarkError(
            f"{SOURCE} no longer has '{SOUND}', which the benchmark changes; name another line "
            "in sim/bench/edit.py."
        )
    wrong = f"{SOUND} YWidth'({number % 2**31}) +"
    source.write_text(text.replace(SOUND, wrong), encoding="utf-8")
    return copy


def verdict(result: RunResult) -> str:
    """What the run found, in a word or two.

    Raises:
        BenchmarkError: it found no mismatch.
    """
    if not result.mismatches:
        raise BenchmarkError(f"no mismatch was found on {result.simulator}; see {result.folder}.")
    return f"beat {result.mismatches[0]['beat']}"
