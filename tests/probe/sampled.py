"""Bugs of every block as the engine and the accelerator show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tb.spec import Simulator
from tests.planted.bug import Bug, written
from tests.planted.planting import TOP, engine_for

ENGINE, ACCELERATOR = "conv_engine", "kraken_top"


@dataclass(frozen=True)
class Shown:
    """A bug where a bench shows it.

    Attributes:
        bug: what is wrong.
        toplevel: the design whose bench finds it.
        tests: of that bench.
        parameters: of the design.
        simulator: where it is run.
    """

    bug: Bug
    toplevel: str
    tests: tuple[str, ...]
    parameters: dict[str, int]
    simulator: Simulator

    def __str__(self) -> str:
        return f"{self.bug.name}-{self.toplevel}-{self.simulator}".replace(" ", "_")


def shown(simulator: Simulator) -> Iterator[Shown]:
    """All that the two benches find on a simulator."""
    for bug in written():
        if bug.tests and simulator in bug.simulators:
            yield Shown(bug, ENGINE, bug.tests, engine_for(bug), simulator)
        if bug.top is not None and simulator in bug.top.simulators:
            parameters = dict(bug.top.parameters) or dict(TOP)
            yield Shown(bug, ACCELERATOR, bug.top.tests, parameters, simulator)


USUAL = frozenset(
    {
        ("words of earlier beats lost", ENGINE),
        ("left padding forgotten", ENGINE),
        ("marks of narrow words taken from wide ones", ACCELERATOR),
    }
)
"""Names of bugs that every run of the tests looks for, and the design that shows them."""
