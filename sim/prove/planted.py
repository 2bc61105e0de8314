"""Bugs planted in a copy of a module, each of which one property must find: data, not code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sim.errors import UsageError
from sim.places import ROOT
from sim.prove.prove import BASE, Task
from sim.prove.solver import ask
from sim.prove.transition import make_relation, matches, proof_design
from tb.bench.errors import BenchError
from tb.plan.read import as_model, read_hjson

BUGS = ROOT / "tests" / "prove" / "bugs"
"""A file of bugs for each module."""


class Bug(BaseModel):
    """One bug.

    Attributes:
        name: what was done wrong.
        file: source in ``hw/rtl``, where that is not the module's own.
        old: text that the file has once.
        new: text to put there.
        property: the one that must fail, a pattern as of a shell.
        set: number of the elaboration that shows it.
        clocks: from reset, within which it fails.
        quick: taken by ``QUICK=1``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    file: str = ""
    old: str
    new: str
    property: str
    set: Annotated[int, Field(ge=0)] = 0
    clocks: Annotated[int, Field(gt=0)] = 12
    quick: bool = False


class Bugs(BaseModel):
    """All bugs of a module."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bugs: tuple[Bug, ...]


@dataclass(frozen=True)
class Planted:
    """A bug, and the elaboration that must show it."""

    bug: Bug
    task: Task


@dataclass(frozen=True)
class Found:
    """What came of a bug.

    Attributes:
        module, bug: what was planted, and where.
        property: the one that failed; empty where none did.
        clock: the clock in which it failed.
        seconds: wall time.
    """

    module: str
    bug: Bug
    property: str
    clock: int
    seconds: float


def read_bugs(module: str, folder: Path = BUGS) -> tuple[Bug, ...]:
    """The bugs of a module; none where it has no file.

    Raises:
        UsageError: the file is not legal.
    """
    path = folder / f"{module}.hjson"
    if not path.is_file():
        return ()
    try:
        return as_model(Bugs, read_hjson(path), path).bugs
    except BenchError as fault:
        raise UsageError(str(fault)) from fault


def plant(tasks: Sequence[Task], folder: Path, quick: bool) -> Iterator[Planted]:
    """Copies of sources with a bug each, and what must be proven wrong of them.

    Args:
        tasks: all elaborations of the modules.
        folder: holds a folder for each bug.
        quick: take the bugs that are marked so alone.

    Raises:
        UsageError: a bug does not fit its source, or names an elaboration that is not there.
    """
    for module in dict.fromkeys(task.module for task in tasks):
        sets = [task for task in tasks if task.module == module]
        for number, bug in enumerate(read_bugs(module)):
            if quick and not bug.quick:
                continue
            if bug.set >= len(sets):
                raise UsageError(f"Bug '{bug.name}' of {module}: there is no set {bug.set}.")
            place = folder / f"{module}-bug{number}"
            task = sets[bug.set]
            sources = _with_bug(bug, module, task.sources, place / "rtl")
            yield Planted(bug, replace(task, sources=sources, folder=place))


def _with_bug(bug: Bug, module: str, sources: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    name = bug.file or f"{module}.sv"
    source = next((path for path in sources if path.name == name), None)
    text = source.read_text(encoding="utf-8") if source else ""
    if text.count(bug.old) != 1:
        raise UsageError(
            f"Bug '{bug.name}': {name} has its text {text.count(bug.old)} times; once is needed."
        )
    folder.mkdir(parents=True)
    changed = folder / name
    changed.write_text(text.replace(bug.old, bug.new), encoding="utf-8")
    return tuple(changed if path.name == name else path for path in sources)


def find(planted: Planted, stopped: Callable[[], bool] = lambda: False) -> Found:
    """Look for a bug with its property alone, from reset on.

    Raises:
        SlowError: there is no answer within the limit.
        BuildError: the copy cannot be read.
        ToolError: a tool is missing.
    """
    started = time.monotonic()
    bug, task = planted.bug, planted.task
    alone = {"only": (bug.property,), "without": (), "along": ()}
    chosen = task.chosen.model_copy(update=alone)
    design = proof_design(task.module, task.settings, chosen, task.sources)
    relation = make_relation(design, chosen, task.folder)
    answer = ask(
        relation.file,
        ["-t", str(bug.clocks)],
        solver=chosen.solver,
        limit=chosen.seconds,
        name=BASE,
        stopped=stopped,
    )
    failed = [name for name in answer.failed if matches(name, [bug.property])]
    return Found(
        task.module,
        bug,
        failed[0] if failed else "",
        answer.step,
        time.monotonic() - started,
    )


def as_row(found: Found) -> Mapping[str, object]:
    """What came of a bug, as plain data."""
    return {
        "module": found.module,
        "bug": found.bug.name,
        "expected": found.bug.property,
        "property": found.property,
        "clock": found.clock,
        "seconds": found.seconds,
    }
