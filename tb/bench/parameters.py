"""Elaboration parameters of a design: names, ranges and defaults, checked before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tb.bench.errors import ParameterError

BOUND = 2**31 - 1
"""Largest value of an ``int`` parameter."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of the top module.

    Attributes:
        name: as the RTL has it.
        default: value unless told otherwise; None where it follows from the others.
        least, greatest: range that does not depend on other parameters.
        meaning: for people.
        usual: other defaults by simulator; a slow one may get a smaller design.
    """

    name: str
    default: int | None
    least: int = 1
    greatest: int = BOUND
    meaning: str = ""
    usual: Mapping[str, int] = field(default_factory=dict)

    @property
    def word(self) -> str:
        """Its name in commands: ``KhMax`` is ``KH_MAX``."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", self.name).upper()

    def default_on(self, simulator: str) -> int | None:
        """Value on that simulator unless told otherwise."""
        return self.usual.get(simulator, self.default)


def check(parameters: Iterable[Parameter], given: Mapping[str, int]) -> None:
    """Refuse unknown names and values out of range.

    Raises:
        ParameterError: with one sentence.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name, value in given.items():
        if name not in known:
            names = ", ".join(known) or "none"
            raise ParameterError(f"parameter {name} is unknown; the design has {names}")
        low, high = known[name].least, known[name].greatest
        if not low <= value <= high:
            raise ParameterError(f"{name} is {value}, but it must lie from {low} to {high}")
