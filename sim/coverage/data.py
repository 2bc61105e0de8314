"""What was counted in one run or in many, as plain data that can be pickled and added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sim.coverage.model import Metric
from sim.errors import SimError


class CoverageError(SimError):
    """Coverage cannot be read, or what is said of it is not true; the message says where."""


class BinKey(NamedTuple):
    """A bin of a functional cover point or cross."""

    design: str
    group: str
    point: str
    name: str


class CodeKey(NamedTuple):
    """A piece of code, the same for all instances and parameters of its module.

    Attributes:
        file: its source, from the project's root where it lies there.
        module: whose code it is.
        metric: what is counted.
        line: where it begins.
        column: where in that line.
        text: what it is: the branch, the terms of an expression, the port and bit.
    """

    file: str
    module: str
    metric: Metric
    line: int
    column: int
    text: str


class Source(NamedTuple):
    """A run that counted.

    Attributes:
        design: name of its bench.
        simulator: what it ran on.
        seed: of the run.
        replay: the command that repeats it.
        passed: its verdict.
        seconds: what the simulation took.
    """

    design: str
    simulator: str
    seed: int
    replay: str
    passed: bool
    seconds: float


@dataclass(frozen=True)
class RunCoverage:
    """What runs have hit; what they could have hit and did not has 0.

    Attributes:
        functional: hits of bins.
        code: hits of pieces of code.
        sources: the runs.
    """

    functional: dict[BinKey, int] = field(default_factory=dict)
    code: dict[CodeKey, int] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


def merge(parts: Iterable[RunCoverage]) -> RunCoverage:
    """All of them in one; it does not matter which of them are merged first."""
    functional: Counter[BinKey] = Counter()
    code: Counter[CodeKey] = Counter()
    sources: list[Source] = []
    for part in parts:
        functional.update(part.functional)
        code.update(part.code)
        sources += part.sources
    return RunCoverage(dict(functional), dict(code), tuple(sources))
