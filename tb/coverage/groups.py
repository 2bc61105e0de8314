"""All groups of a design: those that every design has, and its own."""

from __future__ import annotations

from tb.bench.bench import Bench
from tb.coverage.model import Group, Values
from tb.coverage.port_group import port_group
from tb.coverage.reset_group import reset_group


def groups_of(bench: Bench, values: Values) -> tuple[Group, ...]:
    """The groups of a design with these parameters, which say what ports it has."""
    ports = bench.ports_for(values)
    common = (port_group(ports, bench.edged), reset_group(bench.reset, ports))
    own = bench.coverage() if callable(bench.coverage) else bench.coverage
    return (*(group for group in common if group is not None), *own)
