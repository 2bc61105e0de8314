"""Every static check of the project, one line each, and what can be put right by itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from golden.kraken.format.params import ArrayParams
from sim import tools, wheel
from sim.errors import ToolError
from sim.filelist import read_file_list
from sim.run import TOOLS
from sim.targets import MARKS, ROOT, RTL, TARGETS

ARRAYS = (
    ArrayParams(),
    ArrayParams(rows=4, cols=24),
    ArrayParams(rows=1, cols=1, kh_max=1, kw_max=1, s_max=1, out_channels=1, weight_depth=2),
    ArrayParams(rows=3, cols=20, out_channels=5, pixel_port_words=2, weight_port_words=7),
    ArrayParams(rows=8, cols=16, x_width=4, k_width=4, y_width=24, kh_max=3, kw_max=3, s_max=2),
)
"""Sizes that the design is linted in: usual, small, smallest, narrow odd ports, other words."""


@dataclass(frozen=True)
class Step:
    """One check: what it is called, and the command; silent success unless told otherwise.

    Attributes:
        name: for the reader.
        words: the command.
        folder: where it runs.
        silent: any output is a finding, whatever the exit code.
    """

    name: str
    words: tuple[str, ...]
    folder: Path = ROOT
    silent: bool = False


def python_tool(name: str) -> str:
    """A program that a Python package installed beside this Python.

    Raises:
        ToolError: it is not there.
    """
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise ToolError(f"{name} is missing: type 'make setup'.")
    return found


def rtl_files() -> list[str]:
    """All SystemVerilog files of the design."""
    return sorted(str(path.relative_to(ROOT)) for path in RTL.glob("*.sv"))


def python_steps() -> list[Step]:
    """Checks of the Python sources."""
    python = (sys.executable, "-m")
    return [
        Step("ruff check", (*python, "ruff", "check", "--quiet", ".")),
        Step("ruff format", (*python, "ruff", "format", "--check", "--quiet", ".")),
        Step("mypy", (*python, "mypy", "--no-error-summary")),
    ]


def rtl_steps() -> list[Step]:
    """Checks of the SystemVerilog sources."""
    files = rtl_files()
    rules, waiver = MARKS / "verible.rules", MARKS / "verible.waiver"
    lint = [f"--rules_config={rules}", f"--waiver_files={waiver}"]
    steps = [
        Step("verible lint", (python_tool("verible-verilog-lint"), *lint, *files)),
        *(Step(f"verible format {Path(name).name}", _format("--verify", name)) for name in files),
    ]
    verilator = tools.find_verilator(TOOLS)
    tools.find_icarus()
    for target in TARGETS.values():
        sources = [path.name for path in read_file_list(RTL / f"{target.toplevel}.f").sources]
        for array in ARRAYS:
            size = f"{target.toplevel} {array.rows} x {array.cols}"
            values = array.rtl()
            steps.append(
                Step(
                    f"verilator -Wall {size}",
                    (
                        str(verilator.path),
                        *("--lint-only", "-Wall", "--quiet", "--top-module", target.toplevel),
                        *(f"-G{name}={value}" for name, value in values.items()),
                        str(MARKS / "verilator.vlt"),
                        *sources,
                    ),
                    RTL,
                    silent=True,
                )
            )
            steps.append(
                Step(
                    f"iverilog -Wall {size}",
                    (
                        *("iverilog", "-g2012", "-Wall", "-t", "null", "-s", target.toplevel),
                        *(f"-P{target.toplevel}.{name}={value}" for name, value in values.items()),
                        *sources,
                    ),
                    RTL,
                    silent=True,
                )
            )
    return steps


def _format(mode: str, *files: str) -> tuple[str, ...]:
    flags = f"--flagfile={MARKS / 'verible-format.flags'}"
    return (python_tool("verible-verilog-format"), flags, mode, *files)


def carry_out(steps: Sequence[Step], console: Console) -> int:
    """Run each step and print a line for it, with its findings below; returns the exit code."""
    failed = 0
    environment = tools.clean_environment()
    environment["PATH"] = wheel.on_path(Path(sys.executable), environment.get("PATH"))
    for step in steps:
        started = time.monotonic()
        finished = subprocess.run(
            step.words,
            cwd=step.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        findings = finished.stdout.strip()
        bad = finished.returncode != 0 or (step.silent and bool(findings))
        failed += bad
        seconds = time.monotonic() - started
        console.print(
            f"[{'red]FAILED' if bad else 'green]ok    '}[/] {step.name} ({seconds:.1f} s)",
            highlight=False,
        )
        if bad and findings:
            console.print(findings, markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(steps) - failed} of {len(steps)} checks are clean.", highlight=False)
    return 1 if failed else 0


def check(console: Console) -> int:
    """Run every check; returns 0 when all are clean, else 1."""
    return carry_out([*python_steps(), *rtl_steps()], console)


def reformat(console: Console) -> int:
    """Bring the sources into shape; returns 0 when every tool could, else 1."""
    python = (sys.executable, "-m", "ruff")
    return carry_out(
        [
            Step("ruff check --fix", (*python, "check", "--fix", "--quiet", ".")),
            Step("ruff format", (*python, "format", "--quiet", ".")),
            Step("verible format", _format("--inplace", *rtl_files())),
        ],
        console,
    )
