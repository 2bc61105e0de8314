"""What need not be hit, and why: one file for all designs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

import tb.designs
from sim.coverage.model import Bin, CodeItem, Metric, ModuleCoverage, PointCoverage
from sim.places import ROOT
from tb.plan.read import as_model, read_hjson

FILE = Path(tb.designs.__path__[0]) / "exclusions.hjson"
Reason = Annotated[str, Field(min_length=1)]
Item = TypeVar("Item", Bin, CodeItem)


class _Exclusion(BaseModel):
    """In all texts but the reason a star stands for anything.

    Attributes:
        reason: why it need not be hit.
        though_hit: it says nothing, whether it is hit or not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Reason
    though_hit: bool = False


class CodeExclusion(_Exclusion):
    """Pieces of code that need not be reached.

    Attributes:
        module: its name.
        metrics: of what kinds they are.
        statement: what the statement holds that begins where they stand, its blanks as one.
        text: what they are called.
    """

    module: str
    metrics: tuple[Metric, ...] = ("line", "branch", "expression", "fsm")
    statement: str = "*"
    text: str = "*"

    def covers(self, module: ModuleCoverage, item: CodeItem) -> bool:
        """Whether it excludes that piece."""
        return (
            item.metric in self.metrics
            and _like(self.module, module.module)
            and _like(self.text, item.text)
            and (self.statement == "*" or _like(self.statement, statement(module.file, item.line)))
        )


class BinExclusion(_Exclusion):
    """Bins that need not be hit.

    Attributes:
        points: ``design.group.point`` of each.
        bins: their names.
    """

    points: tuple[str, ...]
    bins: tuple[str, ...] = ("*",)

    def covers(self, point: PointCoverage, bin_: Bin) -> bool:
        """Whether it excludes that bin."""
        return any(_like(p, point.full_name) for p in self.points) and any(
            _like(b, bin_.name) for b in self.bins
        )


class Exclusions(BaseModel):
    """What the file holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: tuple[CodeExclusion, ...] = ()
    functional: tuple[BinExclusion, ...] = ()


@dataclass(frozen=True)
class Excluded:
    """Coverage with what is excluded marked.

    Attributes:
        points: functional.
        modules: code.
        faults: exclusions that are not true, a sentence each.
    """

    points: tuple[PointCoverage, ...]
    modules: tuple[ModuleCoverage, ...]
    faults: tuple[str, ...]


def read_exclusions(path: Path = FILE) -> Exclusions:
    """What the file says.

    Raises:
        PlanError: it cannot be read, or says what is unknown.
    """
    return as_model(Exclusions, read_hjson(path), path)


def exclude(
    points: Iterable[PointCoverage],
    modules: Iterable[ModuleCoverage],
    exclusions: Exclusions,
    *,
    whole: bool,
) -> Excluded:
    """Mark what is excluded.

    Args:
        points: functional coverage.
        modules: code coverage.
        exclusions: what need not be hit.
        whole: all designs are there, so that each exclusion of what was counted must find
            something.
    """
    marks = _Marks()
    marked_points = tuple(
        point.model_copy(
            update={"bins": tuple(marks.of_bin(point, bin_, exclusions) for bin_ in point.bins)}
        )
        for point in points
    )
    marked_modules = tuple(
        module.model_copy(
            update={"items": tuple(marks.of_code(module, i, exclusions) for i in module.items)}
        )
        for module in modules
    )
    of_code = exclusions.code if marked_modules else ()
    rules: tuple[_Exclusion, ...] = (*of_code, *exclusions.functional)
    unused = [
        f"An exclusion finds nothing ({rule.reason}): remove it, or mend its pattern."
        for rule in rules
        if whole and id(rule) not in marks.used
    ]
    return Excluded(marked_points, marked_modules, (*marks.hit, *unused))


class _Marks:
    """Marks what exclusions cover.

    Attributes:
        used: identities of the exclusions that cover something.
        hit: a sentence for each that covers what was hit.
    """

    def __init__(self) -> None:
        self.used: set[int] = set()
        self.hit: list[str] = []

    def of_bin(self, point: PointCoverage, bin_: Bin, exclusions: Exclusions) -> Bin:
        """A bin, marked if it is excluded."""
        rules = [rule for rule in exclusions.functional if rule.covers(point, bin_)]
        return self._marked(bin_, f"{point.full_name}: {bin_.name}", rules)

    def of_code(self, module: ModuleCoverage, item: CodeItem, exclusions: Exclusions) -> CodeItem:
        """A piece of code, marked if it is excluded."""
        rules = [rule for rule in exclusions.code if rule.covers(module, item)]
        return self._marked(item, f"{module.file}:{item.line} {item.text}", rules)

    def _marked(self, item: Item, name: str, rules: Sequence[_Exclusion]) -> Item:
        self.used.update(map(id, rules))
        if not rules:
            return item
        if item.hits and not rules[0].though_hit:
            self.hit.append(f"{name} is excluded ({rules[0].reason}), but it was hit.")
            return item
        return item.model_copy(update={"excluded": rules[0].reason})


def statement(file: str, line: int) -> str:
    """The source from a line up to the end of the statement in it; empty where it is not there."""
    lines = _lines(ROOT / file)[line - 1 :]
    ends = next((i for i, text in enumerate(lines) if ";" in text), len(lines))
    return " ".join(" ".join(lines[: ends + 1]).split())


@cache
def _lines(path: Path) -> list[str]:
    if not path.is_file():
        return []
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _like(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))))
