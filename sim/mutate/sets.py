"""Sets of parameters that a design is judged with: those of its planned runs, small ones first."""

from __future__ import annotations

from collections.abc import Mapping
from math import log2

from tb.bench import Bench, ParameterError
from tb.plan.load import load_plan

SIMULATOR = "icarus"
"""Whose defaults count: the smaller ones."""


def parameter_sets(bench: Bench) -> list[dict[str, int]]:
    """All sets of parameters that a bench's plan runs, and that of its gates, small ones first."""
    given = [dict(bench.small), *(dict(run.parameters) for run in load_plan(bench.toplevel).runs)]
    found: list[dict[str, int]] = []
    for one in given:
        values = bench.resolve(one, SIMULATOR)
        if values not in found:
            found.append(values)
    return sorted(found, key=_size)


def small_set(bench: Bench) -> dict[str, int]:
    """The parameters of a run on gates."""
    return bench.resolve(bench.small, SIMULATOR)


def _size(values: Mapping[str, int]) -> float:
    """A number that grows with the circuit."""
    return sum(log2(1 + abs(value)) for value in values.values())
