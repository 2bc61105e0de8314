"""Mutants that compute the same, each with the reason, in `equivalents.hjson`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from sim.mutate_golden.model import KILLED, Mutant, Outcome
from tb.plan.read import as_model, read_hjson

FILE = Path(__file__).with_name("equivalents.hjson")


class Equivalent(BaseModel):
    """A change that no test can see.

    Attributes:
        file: below the project.
        before: the changed lines as they are, without indentation.
        after: what they become; several where one reason holds for all.
        reason: why nothing changes.
    """

    model_config = ConfigDict(extra="forbid")

    file: str
    before: str
    after: list[str] = Field(min_length=1)
    reason: str = Field(min_length=20)


class Equivalents(BaseModel):
    """All of them."""

    model_config = ConfigDict(extra="forbid")

    equivalents: list[Equivalent]


def read_equivalents(path: Path = FILE) -> list[Equivalent]:
    """The list.

    Raises:
        PlanError: the file cannot be read, or an entry is none.
    """
    return as_model(Equivalents, read_hjson(path), path).equivalents


def reason(mutant: Mutant, known: Sequence[Equivalent]) -> str:
    """Why a mutant computes the same; '' where that is not known."""
    for entry in known:
        same = (entry.file, entry.before) == (mutant.file, mutant.before)
        if same and mutant.after in entry.after:
            return entry.reason
    return ""


def outdated(known: Sequence[Equivalent], root: Path) -> list[str]:
    """A sentence for each entry whose lines are no longer in its file."""
    faults = []
    for entry in known:
        path = root / entry.file
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        text = "\n".join(line.strip() for line in lines)
        if f"\n{entry.before}\n" not in f"\n{text}\n":
            faults.append(
                f"{FILE.name} tells why a change of {entry.before!r} in {entry.file} changes "
                "nothing, but the file has no such line: take the entry out."
            )
    return faults


def contradicted(outcomes: Sequence[Outcome], known: Sequence[Equivalent]) -> list[str]:
    """A sentence for each mutant that is said to be equivalent and was killed."""
    return [
        f"{FILE.name} says that nothing changes in {outcome.mutant.description}, "
        f"but {outcome.test or outcome.state} kills it."
        for outcome in outcomes
        if outcome.state in KILLED and reason(outcome.mutant, known)
    ]
