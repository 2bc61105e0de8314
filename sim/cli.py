"""The command line: ``python -m sim SIM=... TOPLEVEL=...`` and the commands beside it.

Exit codes: 0 all passed; 1 a mismatch or a failed check; 2 wrong usage or a missing tool.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from sim import report
from sim.cosim import words as cosim
from sim.coverage import words as coverage
from sim.errors import SimError, ToolError, UsageError
from sim.options import WORDS, parse_words, read_spec
from sim.pages.leave import leave_page
from sim.paper import words as paper
from sim.places import COMMAND, IS_CHECKOUT, ROOT, TOOLS
from sim.process import closing_on_signals
from sim.regress import words as regress
from sim.run import simulate
from sim.tools import find_toolset
from tb.bench.bench import SIMULATORS
from tb.bench.names import listed, unknown
from tb.spec import RunSpec

FROM_MAKE = "MAKE_VARIABLES"
"""Environment variable in which the Makefile names the variables that its caller gave."""
WIDTH = 150
"""Columns of the output where there is no terminal to ask."""
OF_REGRESSIONS = ("cocotb_coverage", "dask_jobqueue", "distributed", "hjson", "ucis", "yaml")
EXTRAS = {**dict.fromkeys(OF_REGRESSIONS, "regress"), "pyslang": "mutation"}
"""Libraries that come with an extra, and not with every installation."""


@dataclass(frozen=True)
class Command:
    """A word that stands for something else than a run.

    Attributes:
        meaning: for people.
        carry_out: does it with the words that follow; returns the exit code.
        takes: what may follow, for people; nothing where it is empty.
        developing: it works on the project itself, so a checkout alone has it.
    """

    meaning: str
    carry_out: Callable[[Sequence[str], Console], int]
    takes: str = ""
    developing: bool = False


COMMANDS: dict[str, Command] = {
    "list": Command(
        "designs with ports, parameters, options and tests; TOPLEVEL= or BENCH= for one",
        lambda words, console: list_designs(_told(words), console),
        "TOPLEVEL= or BENCH=",
    ),
    "plan": Command(
        "test plans: testpoints with stages, tests and cover; TOPLEVEL= or BENCH= for one",
        lambda words, console: show_plans(_told(words), console),
        "TOPLEVEL= or BENCH=",
    ),
    "new": Command(
        "write a bench for the module NAME of your own, and a test, to start from",
        lambda words, console: new_bench(words, console),
        "NAME",
    ),
    "cosim": Command(
        "co-simulate a whole network on the accelerator (MODEL= its name or file)",
        lambda words, console: run_network(_told(words), console),
        "MODEL=, JOBS=, and the words of a run",
    ),
    "paper": Command(
        "run the Kraken paper's networks at full size, its figures beside ours",
        lambda words, console: run_paper(_told(words), console),
        "NETWORKS=, QUICK=, JOBS=, and the words of a run",
    ),
    "regress": Command(
        "run every test of the plans with fresh seeds, on this machine or a farm",
        lambda words, console: run_regression(_told(words), console),
        "PLAN=, SEEDS=, SIM=, ...",
    ),
    "coverage": Command(
        "run the plans with coverage, and tell each hole and whether the goals are met",
        lambda words, console: run_coverage(_told(words), console),
        "PLAN=, FROM=, SEARCH=, ...",
    ),
    "soak": Command(
        "random layers on random arrays for hours, each simulator and transport against the others",
        lambda words, console: run_soak(_told(words), console),
        "HOURS=, DESIGN=, SEED=, ...",
        developing=True,
    ),
    "prove": Command(
        "prove the properties of each module for all inputs, at small parameters",
        lambda words, console: run_prove(_told(words), console),
        "MODULES=, QUICK=, ...",
        developing=True,
    ),
    "mutate": Command(
        "put small faults into the design by the thousand, and tell which of them no test sees",
        lambda words, console: run_mutation(_told(words), console),
        "N=, SEED=, MODULES=, ...",
        developing=True,
    ),
    "mutate-golden": Command(
        "change the golden models in one place at a time: the tests of golden must notice",
        lambda words, console: run_mutate_golden(_told(words), console),
        "N=, SEED=, MODULES=, JOBS=",
        developing=True,
    ),
    "netlist": Command(
        "co-simulate the gates of a design, on both simulators unless SIM= tells one",
        lambda words, console: run_netlist(_told(words), console),
        "TOPLEVEL= or BENCH=, and the words of a run",
    ),
    "area": Command(
        "count gates and flip-flops by module and find the longest paths",
        lambda words, console: run_area(_told(words), console),
        "TOPLEVEL= or BENCH=, and parameters",
    ),
    "doctor": Command(
        "tell each tool, its version, where it came from, and what is missing",
        lambda _words, console: run_doctor(console),
    ),
    "lint": Command(
        "every static check of the Python and SystemVerilog sources",
        lambda _words, console: run_lint(console),
        developing=True,
    ),
    "format": Command(
        "bring the sources into shape",
        lambda _words, console: run_format(console),
        developing=True,
    ),
    "docs": Command(
        "make the documentation site; printed outputs are typed again",
        lambda words, console: run_docs(_told(words), console),
        "PRINTED=",
        developing=True,
    ),
    "bench": Command(
        "time layers on the engine beside other ways to simulate them, and show where time goes",
        lambda words, console: run_benchmark(_told(words), console),
        "WAY=, LAYER=, SIZES=, ...",
        developing=True,
    ),
    "bench-edit": Command(
        "time the way from a changed line of RTL to its mismatch (BEFORE= an older commit beside)",
        lambda words, console: run_bench_edit(_told(words), console),
        "BEFORE= a commit to compare with",
        developing=True,
    ),
}


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command line; returns the exit code."""
    words = list(sys.argv[1:] if words is None else words)
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    try:
        with closing_on_signals():
            return carry_out(words, console)
    except SimError as fault:
        Console(stderr=True, soft_wrap=True).print(Text(f"error: {fault}", style="red"))
        return fault.exit_code
    except ModuleNotFoundError as fault:
        if fault.name not in EXTRAS:
            raise
        told = f"{fault.name} is missing: pip install 'kraken-cosim[{EXTRAS[fault.name]}]'."
        Console(stderr=True, soft_wrap=True).print(f"error: {told}", style="red", markup=False)
        return ToolError.exit_code
    except KeyboardInterrupt:
        console.print("Interrupted.")
        return 2


def carry_out(words: Sequence[str], console: Console) -> int:
    """Carry out one command line; returns the exit code.

    Raises:
        SimError: it cannot be done.
    """
    if not words or words[0] in ("-h", "--help", "help"):
        return show_help(console)
    name, rest = words[0], words[1:]
    if "=" in name:
        return run_job(parse_words(words), console)
    if name == "job":  # from the Makefile
        return run_job(variables_from_make(os.environ), console)
    known = available()
    if name not in known:
        raise UsageError(
            f"{unknown(repr(name), known, name)}; give NAME=value words or one of "
            f"{listed(['help', *known], 'or')}."
        )
    if rest and not known[name].takes:
        raise UsageError(f"'{name}' takes no further words, but '{rest[0]}' follows.")
    return known[name].carry_out(rest, console)


def available() -> dict[str, Command]:
    """The commands that make sense where the project lies."""
    return {name: found for name, found in COMMANDS.items() if IS_CHECKOUT or not found.developing}


def variables_from_make(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that make's caller gave; make puts them into the environment itself."""
    names = environment.get(FROM_MAKE, "").split()
    return {name: environment.get(name, "") for name in dict.fromkeys(names)}


def _told(words: Sequence[str]) -> dict[str, str]:
    return {**variables_from_make(os.environ), **parse_words(words)}


def run_job(variables: Mapping[str, str], console: Console) -> int:
    """Co-simulate, showing each case as it is finished and the table at the end."""
    return run_spec(read_spec(variables), console)


# What a run does not need is loaded by those who do: it would hold up every other command.


def list_designs(variables: Mapping[str, str], console: Console) -> int:
    """Show what there is to run."""
    from sim.listing import show_designs

    return show_designs(console, variables)


def show_plans(variables: Mapping[str, str], console: Console) -> int:
    """Show what is planned to be tested."""
    from sim import plans

    return plans.show_plans(variables, console)


def new_bench(words: Sequence[str], console: Console) -> int:
    """Write a page to start from."""
    from sim.new import write_new

    return write_new(words, Path.cwd(), console)


def run_area(variables: Mapping[str, str], console: Console) -> int:
    """Count gates and find the longest paths."""
    from sim.synth.told import show_area

    return show_area(variables, console)


def run_doctor(console: Console) -> int:
    """Tell of each tool."""
    from sim.doctor import examine

    return examine(console, TOOLS)


def run_lint(console: Console) -> int:
    """Check the sources."""
    from sim import lint

    return lint.check(console)


def run_format(console: Console) -> int:
    """Bring the sources into shape."""
    from sim import lint

    return lint.reformat(console)


def run_docs(variables: Mapping[str, str], console: Console) -> int:
    """Make the site."""
    from sim.site.build import run_docs

    return run_docs(variables, console)


def run_bench_edit(variables: Mapping[str, str], console: Console) -> int:
    """Time the way from an edit to its verdict."""
    from sim.bench import edit

    return edit.measure(variables, console)


def run_network(variables: Mapping[str, str], console: Console) -> int:
    """Co-simulate a whole network."""
    from sim.cosim.start import run_cosim

    return run_cosim(variables, console)


def run_benchmark(variables: Mapping[str, str], console: Console) -> int:
    """Measure how fast the engine is co-simulated."""
    from sim.bench.measure import run_bench  # golden models, too

    return run_bench(variables, console)


def run_paper(variables: Mapping[str, str], console: Console) -> int:
    """Run the networks of the Kraken paper."""
    from sim.paper import start

    return start.run_paper(variables, console)


def run_regression(variables: Mapping[str, str], console: Console) -> int:
    """Run the tests of the plans."""
    from sim.regress.start import run_regress  # Dask, too

    return run_regress(variables, console)


def run_coverage(variables: Mapping[str, str], console: Console) -> int:
    """Tell what the tests of the plans do not cover."""
    from sim.coverage import start  # Dask, too

    return start.run_coverage(variables, console)


def run_mutation(variables: Mapping[str, str], console: Console) -> int:
    """Put small faults into the design."""
    from sim.mutate import start  # Dask and slang, too

    return start.run_mutate(variables, console)


def run_soak(variables: Mapping[str, str], console: Console) -> int:
    """Run random layers on random arrays until the time is over."""
    from sim.soak import start

    return start.run_soak(variables, console)


def run_prove(variables: Mapping[str, str], console: Console) -> int:
    """Prove properties."""
    from sim.prove import start

    return start.run_prove(variables, console)


def run_mutate_golden(variables: Mapping[str, str], console: Console) -> int:
    """Tell how many mutants of the golden models the tests kill."""
    from sim.mutate_golden import start  # the operators and the coverage tool, too

    return start.run_mutate_golden(variables, console)


def run_netlist(variables: Mapping[str, str], console: Console) -> int:
    """Co-simulate a design's gates, on both simulators unless told which."""
    simulators = [variables["SIM"]] if variables.get("SIM") else SIMULATORS
    specs = [read_spec({**variables, "SIM": simulator}) for simulator in simulators]
    return max(run_spec(spec.model_copy(update={"netlist": True}), console) for spec in specs)


def run_spec(spec: RunSpec, console: Console) -> int:
    """Co-simulate what is described; returns the exit code."""
    toolset = find_toolset(spec.simulator, TOOLS)
    for remark in toolset.main.remarks:
        console.print(remark, highlight=False, markup=False, soft_wrap=True)
    what = f"gates of {spec.toplevel}" if spec.netlist else spec.toplevel
    console.print(f"{what} on {spec.simulator} {toolset.main.version}", highlight=False)

    def show_case(row: Mapping[str, Any]) -> None:
        console.print(report.case_line(row), highlight=False, markup=False, soft_wrap=True)

    if console.is_terminal:
        with console.status("building and simulating"):
            result = simulate(spec, locate=True, on_case=show_case)
    else:
        result = simulate(spec, locate=True, on_case=show_case)
    report.show(result, console)
    leave_page(result, console)
    return result.exit_code


def show_help(console: Console) -> int:
    """Print what there is to type: in a checkout what the Makefile says about itself."""
    lines = own_help()
    if IS_CHECKOUT:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
        lines = [line[3:] for line in makefile if line.startswith("#:")]
    for line in lines:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return 0


def own_help() -> list[str]:
    """Lines of help for where there is no Makefile."""
    runs = {
        "SIM=icarus TOPLEVEL=NAME": "co-simulate one of the project's designs",
        "SIM=icarus BENCH=FILE.py": "co-simulate a design of your own with the bench in that file",
        **{name: command.meaning for name, command in available().items()},
    }
    return [
        *(f"{COMMAND} {words:<26} {meaning}" for words, meaning in runs.items()),
        "",
        "A run takes these words, and the parameters and options of its design: see the list.",
        *(f"  {word:<15} {meaning}" for word, meaning in WORDS.items()),
        "A network (cosim) takes them too, but for TOPLEVEL, BENCH, TESTCASE, LOCATE, and these:",
        *(f"  {word:<15} {meaning}" for word, meaning in cosim.WORDS.items()),
        "The paper's networks (paper) take the words of a run too, and these:",
        *(f"  {word:<15} {meaning}" for word, meaning in paper.WORDS.items()),
        "A regression (regress) takes these:",
        *(f"  {word:<15} {meaning}" for word, meaning in regress.WORDS.items()),
        f"Coverage (coverage) takes those but for {listed(coverage.NOT_TAKEN)}, and these:",
        *(f"  {word:<15} {meaning}" for word, meaning in coverage.OWN.items()),
        "Exit codes: 0 passed, 1 a mismatch or a failed check, 2 wrong usage or a missing tool.",
    ]
