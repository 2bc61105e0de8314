"""Merged coverage as plain data: functional points with their bins, modules with their code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

Metric = Literal["functional", "line", "branch", "expression", "fsm", "toggle"]
METRICS: tuple[Metric, ...] = ("functional", "line", "branch", "expression", "fsm", "toggle")


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True)
class Score:
    """How much of something is covered.

    Attributes:
        hit: what was hit.
        total: what there is, without what is excluded.
        excluded: what is excluded.
    """

    hit: int
    total: int
    excluded: int = 0

    @property
    def percent(self) -> float:
        """100 where there is nothing to hit."""
        return 100.0 * self.hit / self.total if self.total else 100.0


def score(items: Iterable[Bin | CodeItem]) -> Score:
    """The score of bins or pieces of code."""
    all_ = list(items)
    wanted = [item for item in all_ if not item.excluded]
    return Score(sum(i.hits > 0 for i in wanted), len(wanted), len(all_) - len(wanted))


class Bin(_Plain):
    """One bin.

    Attributes:
        name: its name; of a cross, the names of its bins joined by `` x ``.
        hits: how often it was hit in all runs.
        excluded: why it need not be hit; empty where it must be.
    """

    name: str
    hits: int
    excluded: str = ""


class PointCoverage(_Plain):
    """A functional cover point or a cross.

    Attributes:
        design: whose it is.
        group, name: which.
        meaning: one line for people.
        cross: it is a cross.
        bins: all of them.
    """

    design: str
    group: str
    name: str
    meaning: str = ""
    cross: bool = False
    bins: tuple[Bin, ...]

    @property
    def full_name(self) -> str:
        """``design.group.name``."""
        return f"{self.design}.{self.group}.{self.name}"

    @property
    def score(self) -> Score:
        """How many of its bins are hit."""
        return score(self.bins)


class CodeItem(_Plain):
    """A piece of code that a run can reach.

    Attributes:
        metric: what is counted.
        line: where it stands.
        text: what it is: the branch, the term, the transition, the port and bit.
        hits: how often it was reached in all runs.
        excluded: why it need not be; empty where it must be.
    """

    metric: Metric
    line: int
    text: str
    hits: int
    excluded: str = ""


class ModuleCoverage(_Plain):
    """Code coverage of one module, over all its instances and parameters.

    Attributes:
        module: its name.
        file: its source, from the project's root.
        items: all pieces.
    """

    module: str
    file: str
    items: tuple[CodeItem, ...]

    def score(self, metric: Metric) -> Score:
        """How much of one metric is covered."""
        return score(item for item in self.items if item.metric == metric)


class Coverage(_Plain):
    """Coverage of many runs.

    Attributes:
        points: functional.
        modules: code, from Verilator.
        goals: least percentage by metric.
        runs: how many runs it was merged from.
        faults: what is said of the coverage and is not true: an exclusion of something that was
            hit or is not there, a goal that was lowered; a sentence each.
    """

    points: tuple[PointCoverage, ...] = ()
    modules: tuple[ModuleCoverage, ...] = ()
    goals: dict[Metric, float] = {}
    runs: int = 0
    faults: tuple[str, ...] = ()

    def score(self, metric: Metric) -> Score:
        """How much of one metric is covered in all."""
        if metric == "functional":
            return score(bin_ for point in self.points for bin_ in point.bins)
        return score(i for m in self.modules for i in m.items if i.metric == metric)

    @property
    def missed(self) -> tuple[Metric, ...]:
        """The metrics that are below their goals."""
        return tuple(m for m in METRICS if self.score(m).percent < self.goals.get(m, 0.0))

    @property
    def passed(self) -> bool:
        """Whether all goals are met and all that is said of the coverage is true."""
        return not self.missed and not self.faults
