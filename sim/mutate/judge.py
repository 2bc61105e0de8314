"""Judges a mutant that no test has killed: whether anything could tell it from the sound design."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.errors import BuildError
from sim.mutate.case import Case
from sim.mutate.equivalence import ALIKE, PIECES, Comparison
from sim.mutate.limited import Deadline, OutOfTimeError
from sim.mutate.model import Mutant
from sim.mutate.parents import parents_of
from sim.mutate.schemata import apply
from sim.mutate.sets import parameter_sets, small_set
from sim.mutate.sources import source_mutants
from tb.bench import Bench
from tb.bench.find import find_bench
from tb.bench.names import listed

State = Literal["equivalent", "unreachable", "different", "unknown"]
ALONE, PARENTS, PARENT = 0.5, 0.7, 0.7
"""Shares of the time that is left: for the module by itself, for the designs that contain it, and
for one of these before those that contain it in turn."""
LEVELS = 2
"""How far up designs that contain a module are looked at, unless told otherwise."""
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


def judged(
    mutant: Mutant, rtl: Path, folder: Path, limit_seconds: float, levels: int = LEVELS
) -> Judgement:
    """Judge a mutant of the source.

    Args:
        mutant: the mutant.
        rtl: folder of the sound sources.
        folder: receives all files; made where there is none.
        limit_seconds: when to give up.
        levels: how far up designs that contain the module are looked at.

    Raises:
        ContradictionError: tools disagree on a circuit.
        ToolError: a tool is missing.
        UsageError: the sources are not those that the mutant is of.
    """
    if mutant.family != "source":
        return Judgement(state="unknown", how="Only mutants of the source can be judged.")
    changed = copied(rtl, folder / "rtl")
    apply(rtl, mutant, changed)
    control = _Control(mutant, rtl, folder)
    judge = _Judge((rtl, changed), mutant.description, folder, Deadline(limit_seconds), control)
    return judge.judgement(mutant.module, levels)


def copied(rtl: Path, target: Path) -> Path:
    """A copy of the sources, made anew."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(rtl, target)
    return target


def judged_change(
    module: str,
    versions: tuple[Path, Path],
    fault: str,
    folder: Path,
    limit_seconds: float,
    levels: int = LEVELS,
) -> Judgement:
    """Judge a change of one module; as `judged`, without a control.

    Args:
        module: the module.
        versions: folders of the sound and of the changed sources.
        fault: the change, for people.
        folder: receives all files.
        limit_seconds: when to give up.
        levels: how far up designs that contain the module are looked at.
    """
    return _Judge(versions, fault, folder, Deadline(limit_seconds)).judgement(module, levels)


@dataclass(frozen=True)
class _Control:
    """Shows that the steps which saw no difference of a mutant see that of another one near it."""

    mutant: Mutant
    rtl: Path
    folder: Path

    def seen(self, values: dict[str, int], deadline: Deadline, means: Comparison) -> Mutant | None:
        """The nearest one that makes a difference with these parameters; None if few tried do.

        Args:
            values: the parameters.
            deadline: when to be ready.
            means: how no difference of the mutant was seen.
        """
        key, line, offset = self.mutant.key, self.mutant.line, self.mutant.offset
        others = [one for one in source_mutants(self.rtl, self.mutant.module) if one.key != key]
        others.sort(key=lambda one: (one.line != line, abs(one.offset - offset)))
        bench = find_bench(self.mutant.module)
        for other in others[:CONTROLS]:
            changed = copied(self.rtl, self.folder / "control_rtl")
            apply(self.rtl, other, changed)
            case = Case(bench, values, (self.rtl, changed), self.folder / "control")
            if _as(case, means, deadline).verdict == "differ":
                return other
        return None


def _as(case: Case, means: Comparison, deadline: Deadline) -> Comparison:
    """Compare by the step that has seen no difference of another change."""
    for registers, told in PIECES.items():
        if means.means in (told, ALIKE):
            return case.by_pieces(deadline, registers=registers)
    return case.compared(deadline, ruled=means.ruled)


@dataclass(frozen=True)
class _Judge:
    """One judgement while it is made."""

    versions: tuple[Path, Path]
    fault: str
    folder: Path
    deadline: Deadline
    control: _Control | None = None

    def judgement(self, module: str, levels: int) -> Judgement:
        """The verdict on a change of that module."""
        bench = find_bench(module)
        sets = parameter_sets(bench)
        equal, stopped, case = self._alone(bench, sets)
        told = tuple(values for values, _ in equal)
        if case is None and equal:
            found = _equal(equal, len(sets), stopped)
            return found if found.state == "unknown" else self._controlled(found, equal)
        if case is None:
            return Judgement(state="unknown", how=f"{_sentence(stopped)} {_at(sets[:1])}")
        part = self.deadline.within(self.deadline.left * PARENTS)
        parents = self._designs_without(module, part, levels)
        if parents:
            how = f"By itself {module} can be told from the sound one, but in {listed(parents)} no "
            how += f"input does so, with the parameters of their gates. {_at([case.values])}"
            return Judgement(state="unreachable", how=how, parameters=(case.values,))
        return self._witness(case, told)

    def _controlled(
        self, found: Judgement, equal: Sequence[tuple[dict[str, int], Comparison]]
    ) -> Judgement:
        """The verdict if the control sees its difference."""
        if self.control is None:
            return found
        values = found.parameters[0]
        means = next(comparison for told, comparison in equal if told == values)
        seen = self.control.seen(values, self.deadline, means)
        if seen is None:
            how = f"{found.how} But no other change near it was seen to make a difference, so "
            how += "that what was changed may not have been looked at."
            return Judgement(state="unknown", how=how, parameters=found.parameters)
        return found.model_copy(
            update={"how": f"{found.how} The same steps see {seen.description}."}
        )

    def _alone(
        self, bench: Bench, sets: Sequence[dict[str, int]]
    ) -> tuple[list[tuple[dict[str, int], Comparison]], str, Case | None]:
        """Sets that make no difference, why the next one was not decided, what makes one."""
        deadline = self.deadline.within(self.deadline.left * ALONE)
        equal: list[tuple[dict[str, int], Comparison]] = []
        for values in sets:
            case = Case(bench, values, self.versions, self.folder / "alone")
            found = case.compared(deadline)
            if found.verdict == "differ":
                return equal, "", case
            if found.verdict == "open":
                return equal, found.means, None
            equal.append((values, found))
        return equal, "", None

    def _designs_without(self, module: str, deadline: Deadline, levels: int) -> list[str]:
        """Designs with the module that make no difference; empty unless that goes for all."""
        parents = parents_of(module, self.versions[0]) if levels else []
        found: list[str] = []
        for number, name in enumerate(parents):
            part = deadline.within(deadline.left / (len(parents) - number))
            bench = find_bench(name)
            case = Case(bench, small_set(bench), self.versions, self.folder / name)
            inner = part.within(part.left * PARENT)
            compared = case.compared(inner)
            # Where the design does not have the change with these parameters, nothing is shown.
            proven = compared.verdict == "equal" and compared.means != ALIKE
            above = [name] if proven else []
            if compared.verdict == "differ":
                above = self._designs_without(name, part, levels - 1)
            if not above:
                return []
            found += [each for each in above if each not in found]
        return found

    def _witness(self, case: Case, equal: Sequence[dict[str, int]]) -> Judgement:
        """Inputs that keep the rules of the ports, shown by a simulator."""
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


def _equal(
    equal: Sequence[tuple[dict[str, int], Comparison]], planned: int, stopped: str
) -> Judgement:
    """The verdict where no set of parameters makes a difference."""
    means = listed(dict.fromkeys(found.means for _, found in equal))
    # Those that do not have what was changed come last.
    sets = [values for values, _ in sorted(equal, key=lambda pair: pair[1].means == ALIKE)]
    ruled = any(found.ruled for _, found in equal)
    inputs = "no inputs that keep the rules of its ports" if ruled else "no inputs"
    how = f"There are {inputs} that tell it from the sound one ({means})."
    told = _at(sets)
    if len(equal) < planned:
        how += f" {told} {planned - len(equal)} more that are planned were not decided."
        how += f" {_sentence(stopped)}"
        return Judgement(state="unknown", how=how, parameters=tuple(sets))
    how += f" {told[:-1]}, all that are planned." if len(sets) > 1 else f" {told}"
    state: State = "unreachable" if ruled else "equivalent"
    return Judgement(state=state, how=how, parameters=tuple(sets))


def _at(sets: Sequence[Mapping[str, int]]) -> str:
    """With which parameters, as a sentence."""
    told = [" ".join(f"{name}={value}" for name, value in values.items()) for values in sets]
    return f"At these parameters: {'; '.join(told)}." if any(told) else ""


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith(".") else f"{text}."
