"""Proves one elaboration of a module: base, step, and covers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sim.prove.result import Counterexample, Held, Proof
from sim.prove.settings import DEPTH, ParameterSet, Settings
from sim.prove.solver import Answer, SlowError, ask
from sim.prove.trace import first_shown, ports_by_clock
from sim.prove.transition import LostError, Relation, make_relation, matches, proof_design

BASE, STEP, SEARCH, COVERS = "base", "step", "search", "covers"
"""Names of the questions' logs and waves."""
DESIGN_PROPERTY = "assertion of the design"


@dataclass(frozen=True)
class Task:
    """One elaboration to prove.

    Attributes:
        module: name of the module.
        settings: all that is proven of it.
        chosen: the elaboration.
        sources: sources of all designs, in order.
        folder: where it works; made when it begins.
    """

    module: str
    settings: Settings
    chosen: ParameterSet
    sources: tuple[Path, ...]
    folder: Path


def prove(task: Task, stopped: Callable[[], bool] = lambda: False) -> Proof:
    """Carry out a task.

    Args:
        task: what to prove.
        stopped: whether nobody waits for it any more.

    Raises:
        BuildError: the sources cannot be read.
        ToolError: a tool is missing or does not work.
    """
    started = time.monotonic()
    proof = Proof(
        module=task.module,
        parameters=task.chosen.parameters,
        defines=task.chosen.defines,
        state="proven",
        how=task.chosen.how,
        note=task.chosen.note,
    )
    try:
        found = _prove(task, proof, stopped)
    except LostError as fault:
        found = {"state": "lost", "fault": str(fault)}
    except SlowError as fault:
        found = {"state": "timeout", "fault": str(fault)}
    return proof.model_copy(update={**found, "seconds": time.monotonic() - started})


def _prove(task: Task, proof: Proof, stopped: Callable[[], bool]) -> dict[str, object]:
    chosen, folder = task.chosen, task.folder
    folder.mkdir(parents=True, exist_ok=True)
    design = proof_design(task.module, task.settings, chosen, task.sources)
    relation = make_relation(design, chosen, folder)

    def asked(name: str, *words: str) -> Answer:
        return ask(
            relation.file,
            words,
            solver=chosen.solver,
            limit=chosen.seconds,
            name=name,
            stopped=stopped,
        )

    clocks = chosen.induction or chosen.bounded
    base = asked(BASE, "-t", str(clocks))
    if not base.passed:
        return _failed(relation, base, inductive=False)
    if chosen.induction:
        step = asked(STEP, "-i", "-t", str(clocks))
        if not step.passed:
            # Whether it can happen is what one wants to know, so it is looked for from reset on.
            real = asked(SEARCH, "-t", str(max(chosen.cover, DEPTH)))
            if not real.passed:
                return _failed(relation, real, inductive=False)
            return _failed(relation, step, inductive=True, clocks=clocks + 1)
    covers = asked(COVERS, "-c", "-t", str(chosen.cover)) if chosen.cover else None
    reached = covers.reached if covers else {}
    legal = [name for name in relation.covers if matches(name, chosen.unreachable)]
    unreached = (
        [] if covers is None else [n for n in relation.covers if n not in {*reached, *legal}]
    )
    found: dict[str, object] = {
        "properties": tuple(_held(relation, name) for name in relation.asserts),
        "assumptions": tuple(
            one.name
            for one in relation.elaborated.properties
            if one.kind == "assume" and one.name not in relation.asserts
        ),
        "covers": dict(sorted(reached.items())),
        "unreached": tuple(unreached),
    }
    if unreached:
        found["state"] = "unreached"
        found["fault"] = (
            f"Not reached within {chosen.cover} clocks: {', '.join(unreached)}. Give more clocks, "
            "or let the property say what can be."
        )
    return found


def _held(relation: Relation, name: str) -> Held:
    place, text = _written(relation, name)
    return Held(name=name, place=place, text=text)


def _written(relation: Relation, name: str) -> tuple[str, str]:
    """Where a property stands, and its line."""
    one = relation.written(name)
    if one is None:
        return "", DESIGN_PROPERTY
    lines = one.file.read_text(encoding="utf-8").splitlines()
    return one.place, lines[one.line - 1].strip()


def _failed(
    relation: Relation, answer: Answer, *, inductive: bool, clocks: int | None = None
) -> dict[str, object]:
    name = answer.failed[0] if answer.failed else ""
    place, text = _written(relation, name)
    if answer.trace is None:
        return {"state": "failed", "fault": f"{name} fails ({place})."}
    clocks = answer.step + 1 if clocks is None else clocks
    top = relation.design.toplevel
    example = Counterexample(
        property=name,
        place=place,
        text=text,
        inductive=inductive,
        first=first_shown(clocks),
        ports=ports_by_clock(answer.trace, top, relation.elaborated.pins, clocks),
        waves=str(answer.trace),
    )
    how = "is not inductive: it fails" if inductive else "fails"
    when = (
        f"{clocks - 1} clocks after a state that no property forbids"
        if inductive
        else (f"in clock {clocks - 1}")
    )
    others = f" So do {', '.join(answer.failed[1:])}." if answer.failed[1:] else ""
    return {
        "state": "failed",
        "fault": f"{name} ({place}) {how} {when}.{others}",
        "counterexample": example,
    }
