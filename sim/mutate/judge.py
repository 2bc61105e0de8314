"""Judges a mutant that no test has killed: whether anything could tell it from the sound design."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.chosen import design_of
from sim.design import Design
from sim.errors import BuildError
from sim.mutate.assumptions import with_properties
from sim.mutate.counterexample import confirms, counterexample, replay
from sim.mutate.equivalence import (
    Comparison,
    compare,
    contract_of,
    with_rules,
    witness,
)
from sim.mutate.graph import Elaborated, RefusedError, elaborate
from sim.mutate.limited import Deadline, OutOfTimeError
from sim.mutate.miter import Contract
from sim.mutate.model import Mutant
from sim.mutate.parents import parents_of
from sim.mutate.schemata import apply
from sim.mutate.sets import parameter_sets, small_set
from sim.mutate.sources import source_mutants
from tb.bench import Bench
from tb.bench.find import find_bench
from tb.bench.names import listed

State = Literal["equivalent", "unreachable", "different", "unknown"]
WITNESS = "counterexample.json"
VERSIONS = ("sound", "changed")
ALONE, PARENTS, PARENT = 0.5, 0.7, 0.7
"""Shares of the time that is left: for the module by itself, for the designs that contain it, and
for one of these before those that contain it in turn."""
REPLAY_SECONDS = 120.0
CONTROLS = 6
"""Other changes near a mutant that are tried until one makes a difference."""


class Judgement(BaseModel):
    """What is known of a mutant.

    Attributes:
        state: ``equivalent`` where no input tells it from the sound design; ``unreachable`` where
            only inputs do that never come, by the rules of streams or in the designs that contain
            the module; ``different`` where a witness was found, and shown by a simulator;
            ``unknown`` where time ran out or the tools cannot read it.
        how: how that was found, for people.
        witness: file of the `counterexample.Counterexample`, where there is one.
        parameters: the sets of parameters that this was found with.
    """

    model_config = ConfigDict(frozen=True)

    state: State
    how: str
    witness: Path | None = None
    parameters: tuple[dict[str, int], ...] = ()


def judged(mutant: Mutant, rtl: Path, folder: Path, limit_seconds: float) -> Judgement:
    """Judge a mutant of the source.

    Args:
        mutant: the mutant.
        rtl: folder of the sound sources.
        folder: receives all files; made where there is none.
        limit_seconds: when to give up.

    Raises:
        ContradictionError: tools disagree on a circuit.
        ToolError: a tool is missing.
        UsageError: the sources are not those that the mutant is of.
    """
    if mutant.family != "source":
        return Judgement(state="unknown", how="Only mutants of the source can be judged.")
    changed = copied(rtl, folder / "rtl")
    apply(rtl, mutant, changed)
    versions = (rtl, changed)
    deadline = Deadline(limit_seconds)
    found = judged_change(mutant.module, versions, mutant.description, folder, limit_seconds)
    if found.state != "equivalent":
        return found
    control = _control(mutant, rtl, folder, found.parameters[0], deadline.within(deadline.left))
    if control is None:
        how = f"{found.how} But no other change near it was seen to make a difference, so that the "
        how += "front end may have left out what was changed."
        return Judgement(state="unknown", how=how, parameters=found.parameters)
    how = f"{found.how} The same proof finds {control.description}."
    return found.model_copy(update={"how": how})


def _control(
    mutant: Mutant, rtl: Path, folder: Path, values: dict[str, int], deadline: Deadline
) -> Mutant | None:
    """Another mutant as near as can be that the same steps see the difference of."""
    others = [each for each in source_mutants(rtl, mutant.module) if each.key != mutant.key]
    others.sort(key=lambda each: (each.line != mutant.line, abs(each.offset - mutant.offset)))
    bench = find_bench(mutant.module)
    for other in others[:CONTROLS]:
        changed = copied(rtl, folder / "control_rtl")
        apply(rtl, other, changed)
        case = _Case(bench, values, (rtl, changed), folder / "control")
        if case.compared(deadline, ruled=False).verdict == "differ":
            return other
    return None


def copied(rtl: Path, target: Path) -> Path:
    """A copy of the sources, made anew."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(rtl, target)
    return target


def judged_change(
    module: str, versions: tuple[Path, Path], fault: str, folder: Path, limit_seconds: float
) -> Judgement:
    """Judge a change of one module; as `judged`.

    Args:
        module: the module.
        versions: folders of the sound and of the changed sources.
        fault: the change, for people.
        folder: receives all files.
        limit_seconds: when to give up.
    """
    judge = _Judge(versions, fault, folder, Deadline(limit_seconds))
    return judge.judgement(module)


class _Judge:
    """One judgement while it is made."""

    def __init__(
        self, versions: tuple[Path, Path], fault: str, folder: Path, deadline: Deadline
    ) -> None:
        self.versions, self.fault, self.folder, self.deadline = versions, fault, folder, deadline
        self._contained: dict[str, bool] = {}

    def judgement(self, module: str) -> Judgement:
        """The verdict on a change of that module."""
        bench = find_bench(module)
        sets = parameter_sets(bench)
        equal, stopped, case = self._alone(bench, sets)
        told = tuple(values for values, _ in equal)
        if case is None and equal:
            return _equal(equal, len(sets), stopped)
        if case is None:
            return Judgement(state="unknown", how=f"{_sentence(stopped)} {_at(sets[:1])}")
        parents = self._designs_without(module, self.deadline.within(self.deadline.left * PARENTS))
        if parents:
            how = f"By itself {module} can be told from the sound one, but in {listed(parents)} no "
            how += f"input does so, with the parameters of their gates. {_at([case.values])}"
            return Judgement(state="unreachable", how=how, parameters=(case.values,))
        return self._witness(case, told)

    def _alone(
        self, bench: Bench, sets: Sequence[dict[str, int]]
    ) -> tuple[list[tuple[dict[str, int], Comparison]], str, _Case | None]:
        """Sets that make no difference, why the next one was not decided, what makes one."""
        deadline = self.deadline.within(self.deadline.left * ALONE)
        equal: list[tuple[dict[str, int], Comparison]] = []
        for values in sets:
            case = _Case(bench, values, self.versions, self.folder / "alone")
            found = case.compared(deadline)
            if found.verdict == "differ":
                return equal, "", case
            if found.verdict == "open":
                return equal, found.means, None
            equal.append((values, found))
        return equal, "", None

    def _designs_without(self, module: str, deadline: Deadline) -> list[str]:
        """Designs with the module that make no difference; empty unless that goes for all."""
        parents = parents_of(module, self.versions[0])
        found: list[str] = []
        for number, name in enumerate(parents):
            part = deadline.within(deadline.left / (len(parents) - number))
            bench = find_bench(name)
            case = _Case(bench, small_set(bench), self.versions, self.folder / name)
            inner = part.within(part.left * PARENT)
            above = [name] if case.compared(inner).verdict == "equal" else []
            above = above or self._designs_without(name, part)
            if not above:
                return []
            found += [each for each in above if each not in found]
        return found

    def _witness(self, case: _Case, equal: Sequence[dict[str, int]]) -> Judgement:
        """Inputs that keep the rules of streams, shown by a simulator."""
        told = "By itself it can be told from the sound one"
        at = _at([case.values])
        for resets in (False, True):
            try:
                found = case.witness(
                    self.fault, self.deadline.within(self.deadline.left / 2), resets
                )
            except (OutOfTimeError, BuildError) as fault:
                return Judgement(state="unknown", how=f"{told}, but {fault} {at}")
            if found is not None:
                path, clocks = found
                how = f"{told} in clock {clocks}, as Icarus shows. {at}"
                return Judgement(
                    state="different", how=how, witness=path, parameters=(case.values,)
                )
        why = "only by what registers hold before a reset or by inputs against the rules"
        return Judgement(
            state="unknown",
            how=f"{told}, but {why}, or time ran out. {at}",
            parameters=tuple(equal),
        )


class _Case:
    """Both versions of a design with one set of parameters."""

    def __init__(
        self, bench: Bench, values: dict[str, int], versions: tuple[Path, Path], folder: Path
    ) -> None:
        self.bench, self.values, self.folder = bench, values, folder
        self._designs = [design_of(bench, values, {}, rtl) for rtl in versions]
        self._circuits: list[Elaborated] = []
        self._assumed: list[Elaborated] = []

    def compared(self, deadline: Deadline, *, ruled: bool = True) -> Comparison:
        """Compare for all inputs, then for those that keep the rules of the ports.

        What cannot be read or takes too long is open.

        Args:
            deadline: when to be ready.
            ruled: go on to those inputs where others make a difference.
        """
        try:
            self._circuits = self._circuits or self._read(self._designs, deadline)
            found = self._compared(self._circuits, self._contract(), deadline)
            if found.verdict != "differ" or not ruled:
                return found
            self._assumed = self._assumed or self._read_assumptions(deadline)
            if self._assumed != self._circuits or self._ruled().offers:
                part = deadline.within(deadline.left / 2)
                kept = self._compared(self._assumed, self._ruled(), part)
                if kept.verdict == "equal":
                    return replace(kept, ruled=True)
        except OutOfTimeError as fault:
            return Comparison("open", str(fault))
        except (RefusedError, ValueError) as fault:
            return Comparison("open", f"It is no circuit: {fault}")
        return found

    def witness(self, fault: str, deadline: Deadline, resets: bool) -> tuple[Path, int] | None:
        """A trace that Icarus shows the difference of, and its clocks behind the reset."""
        contract = replace(self._ruled(), resets=resets)
        sound, changed = self._assumed
        found, miter = witness(sound, changed, contract, self.folder, deadline)
        if found.verdict != "differ":
            return None
        case = counterexample(self._designs[0], contract, found, miter, fault)
        shown = [
            replay(case, design, "icarus", self.folder / name, Deadline(REPLAY_SECONDS))
            for design, name in zip(self._designs, VERSIONS, strict=True)
        ]
        if not confirms(case, *shown):
            return None
        path = self.folder / WITNESS
        case.write(path)
        return path, len(case.inputs) - case.reset_clocks

    def _read(
        self, designs: Sequence[Design], deadline: Deadline, *, assume: bool = False
    ) -> list[Elaborated]:
        return [
            elaborate(design, self.folder / name, deadline, assume=assume)
            for design, name in zip(designs, VERSIONS, strict=True)
        ]

    def _read_assumptions(self, deadline: Deadline) -> list[Elaborated]:
        """The versions with what the module's properties assume; without, where there are none."""
        module = self.bench.toplevel
        told = [with_properties(design, module) for design in self._designs]
        designs = [design for design in told if design is not None]
        try:
            return self._read(designs, deadline, assume=True) if designs else self._circuits
        except RefusedError:  # the properties look at something that the change has taken away
            return self._circuits

    def _compared(
        self, circuits: Sequence[Elaborated], contract: Contract, deadline: Deadline
    ) -> Comparison:
        sound, changed = circuits
        return compare(sound, changed, contract, self.folder, deadline)

    def _contract(self) -> Contract:
        clock = next((each.clock for each in self._circuits if each.clock), "")
        return contract_of(self.bench, self.values, clock)

    def _ruled(self) -> Contract:
        return with_rules(self._contract(), self.bench, self.values)


def _equal(
    equal: Sequence[tuple[dict[str, int], Comparison]], planned: int, stopped: str
) -> Judgement:
    """The verdict where no set of parameters makes a difference."""
    means = listed(dict.fromkeys(found.means for _, found in equal))
    sets = [values for values, _ in equal]
    ruled = any(found.ruled for _, found in equal)
    inputs = "no inputs that keep the rules of its ports" if ruled else "no inputs"
    how = f"There are {inputs} that tell it from the sound one ({means})."
    if len(equal) < planned:
        how += f" {_sentence(stopped)} {_at(sets)}"
    else:
        how += f" {_at(sets)}, all that are planned." if len(sets) > 1 else f" {_at(sets)}"
    state: State = "unreachable" if ruled else "equivalent"
    return Judgement(state=state, how=how, parameters=tuple(sets))


def _at(sets: Sequence[Mapping[str, int]]) -> str:
    """With which parameters, as a sentence."""
    told = [" ".join(f"{name}={value}" for name, value in values.items()) for values in sets]
    return f"At these parameters: {'; '.join(told)}." if any(told) else ""


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith(".") else f"{text}."
