"""The command line: ``python -m sim SIM=... TOPLEVEL=...`` and the commands beside it.

Exit codes: 0 all passed; 1 a mismatch or a failed check; 2 wrong usage or a missing tool.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from sim import benchmark, lint, report
from sim.doctor import examine
from sim.errors import SimError, UsageError
from sim.listing import show_designs
from sim.options import parse_words, read_spec
from sim.places import ROOT, TOOLS
from sim.process import closing_on_signals
from sim.run import simulate
from sim.tools import find_toolset

FROM_MAKE = "MAKE_VARIABLES"
"""Environment variable in which the Makefile names the variables that its caller gave."""
WIDTH = 150
"""Columns of the output where there is no terminal to ask."""


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command line; returns the exit code."""
    words = list(sys.argv[1:] if words is None else words)
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    commands: dict[str, Callable[[], int]] = {
        "job": lambda: run_job(variables_from_make(os.environ), console),
        "doctor": lambda: examine(console, TOOLS),
        "lint": lambda: lint.check(console),
        "format": lambda: lint.reformat(console),
        "list": lambda: show_designs(console),
        "bench": lambda: benchmark.measure(console),
        "help": lambda: show_help(console),
    }
    try:
        if not words or words[0] in ("-h", "--help"):
            return show_help(console)
        if words[0] in commands:
            if len(words) > 1:
                raise UsageError(f"'{words[0]}' takes no further words, but '{words[1]}' follows.")
            with closing_on_signals():
                return commands[words[0]]()
        if "=" not in words[0]:
            raise UsageError(
                f"'{words[0]}' is unknown; give NAME=value words or one of {', '.join(commands)}."
            )
        with closing_on_signals():
            return run_job(parse_words(words), console)
    except SimError as fault:
        Console(stderr=True, soft_wrap=True).print(Text(f"error: {fault}", style="red"))
        return fault.exit_code
    except KeyboardInterrupt:
        console.print("Interrupted.")
        return 2


def variables_from_make(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that make's caller gave; make puts them into the environment itself."""
    names = environment.get(FROM_MAKE, "").split()
    return {name: environment.get(name, "") for name in dict.fromkeys(names)}


def run_job(variables: Mapping[str, str], console: Console) -> int:
    """Co-simulate, showing each case as it is finished and the table at the end."""
    spec = read_spec(variables)
    toolset = find_toolset(spec.simulator, TOOLS)
    for remark in toolset.main.remarks:
        console.print(remark, highlight=False, markup=False, soft_wrap=True)
    console.print(f"{spec.toplevel} on {spec.simulator} {toolset.main.version}", highlight=False)

    def show_case(row: Mapping[str, Any]) -> None:
        console.print(report.case_line(row), highlight=False, markup=False, soft_wrap=True)

    if console.is_terminal:
        with console.status("building and simulating"):
            result = simulate(spec, on_case=show_case)
    else:
        result = simulate(spec, on_case=show_case)
    report.show(result, console)
    return result.exit_code


def show_help(console: Console) -> int:
    """Print what the Makefile says about itself, which is all there is to type."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("#:"):
            console.print(line[3:], highlight=False, markup=False, soft_wrap=True)
    return 0
