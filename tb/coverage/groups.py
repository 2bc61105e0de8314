"""All groups of a design: its own, and those that every design has."""

from __future__ import annotations

from tb.bench.bench import Bench
from tb.coverage.model import Group, Values


def groups_of(bench: Bench, values: Values) -> tuple[Group, ...]:
    """The groups of a design with these parameters, which say what ports it has."""
    own = bench.coverage() if callable(bench.coverage) else bench.coverage
    return tuple(own)
