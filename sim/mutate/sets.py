"""Sets of parameters that a design is judged with: those of its planned runs."""

from __future__ import annotations

from collections.abc import Mapping
from math import log2

from tb.bench import Bench
from tb.plan.load import load_plan

SIMULATOR = "icarus"
"""Whose defaults count: the smaller ones."""


def parameter_sets(bench: Bench) -> list[dict[str, int]]:
    """That of a run on gates, and behind it all others that a bench's plan runs, by size.

    The smallest ones, such as a single row, say little by themselves.
    """
    first = small_set(bench)
    planned = [bench.resolve(run.parameters, SIMULATOR) for run in load_plan(bench.toplevel).runs]
    others = [values for index, values in enumerate(planned) if values not in planned[:index]]
    return [first, *sorted((values for values in others if values != first), key=_size)]


def small_set(bench: Bench) -> dict[str, int]:
    """The parameters of a run on gates."""
    return bench.resolve(bench.small, SIMULATOR)


def _size(values: Mapping[str, int]) -> float:
    """A number that grows with the circuit."""
    return sum(log2(1 + abs(value)) for value in values.values())
