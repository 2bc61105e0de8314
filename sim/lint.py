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

from sim import tools, wheel
from sim.chosen import design_of
from sim.errors import ToolError
from sim.places import LINT, ROOT, RTL, TOOLS
from tb.bench.find import design_names, find_bench

HW = ROOT / "hw"


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
    """All SystemVerilog files of the designs and their benches."""
    others = ("hw/properties", "tb/designs", "sim/bench", "examples")
    folders = [RTL, *(ROOT / name for name in others)]
    return sorted(str(path.relative_to(ROOT)) for f in folders for path in f.rglob("*.sv"))


def cpp_files() -> list[str]:
    """All C++ files."""
    folders = (ROOT / "tb", ROOT / "sim")
    found = (path for f in folders for end in ("h", "cpp") for path in f.rglob(f"*.{end}"))
    return sorted(str(path.relative_to(ROOT)) for path in found)


def python_steps() -> list[Step]:
    """Checks of the Python sources."""
    python = (sys.executable, "-m")
    return [
        Step("ruff check", (*python, "ruff", "check", "--quiet", ".")),
        Step("ruff format", (*python, "ruff", "format", "--check", "--quiet", ".")),
        Step("mypy", (*python, "mypy", "--no-error-summary")),
    ]


def cpp_steps() -> list[Step]:
    """Checks of the C++ sources."""
    files = cpp_files()
    return [
        Step("licence lines of C++", (sys.executable, "-m", "sim.spdx", *files), silent=True),
        Step("clang-format", (python_tool("clang-format"), "--dry-run", "-Werror", *files)),
    ]


def rtl_steps() -> list[Step]:
    """Checks of the SystemVerilog sources."""
    files = rtl_files()
    others = [str(p.relative_to(ROOT)) for end in ("f", "vlt") for p in HW.rglob(f"*.{end}")]
    licensed = (sys.executable, "-m", "sim.spdx", *files, *sorted(others))
    rules, waiver = LINT / "verible.rules", LINT / "verible.waiver"
    lint = [f"--rules_config={rules}", f"--waiver_files={waiver}"]
    steps = [
        Step("licence lines", licensed, silent=True),
        Step("verible lint", (python_tool("verible-verilog-lint"), *lint, *files)),
        *(Step(f"verible format {name}", _format("--verify", name)) for name in files),
    ]
    verilator = tools.find_verilator(TOOLS)
    tools.find_icarus()
    for name in design_names():
        bench = find_bench(name)
        for given in bench.lint:
            values = bench.resolve(given, "verilator")
            design = design_of(bench, values, {})
            size = " ".join(f"{parameter}={value}" for parameter, value in given.items())
            top, sources = design.toplevel, [design.relative(path) for path in design.sources]
            includes = [design.relative(path) for path in design.includes]
            steps.append(
                Step(
                    f"verilator -Wall {name} {size}".strip(),
                    (
                        str(verilator.path),
                        *("--lint-only", "-Wall", "--quiet", "--top-module", top),
                        *(f"-G{parameter}={value}" for parameter, value in values.items()),
                        *(f"-D{define}={text}" for define, text in design.defines.items()),
                        *(f"-I{folder}" for folder in includes),
                        str(LINT / "verilator.vlt"),
                        *sources,
                    ),
                    design.folder,
                    silent=True,
                )
            )
            steps.append(
                Step(
                    f"iverilog -Wall {name} {size}".strip(),
                    (
                        *("iverilog", "-g2012", "-Wall", "-t", "null", "-s", top),
                        *(f"-P{top}.{parameter}={value}" for parameter, value in values.items()),
                        *(f"-D{define}={text}" for define, text in design.defines.items()),
                        *(f"-I{folder}" for folder in includes),
                        *sources,
                    ),
                    design.folder,
                    silent=True,
                )
            )
    return steps


def _format(mode: str, *files: str) -> tuple[str, ...]:
    flags = f"--flagfile={LINT / 'verible-format.flags'}"
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
    return carry_out([*python_steps(), *cpp_steps(), *rtl_steps()], console)


def reformat(console: Console) -> int:
    """Bring the sources into shape; returns 0 when every tool could, else 1."""
    python = (sys.executable, "-m", "ruff")
    return carry_out(
        [
            Step("ruff check --fix", (*python, "check", "--fix", "--quiet", ".")),
            Step("ruff format", (*python, "format", "--quiet", ".")),
            Step("clang-format", (python_tool("clang-format"), "-i", *cpp_files())),
            Step("verible format", _format("--inplace", *rtl_files())),
        ],
        console,
    )
