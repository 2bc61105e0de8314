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
        called: its name in commands, where the RTL's own would be a word of every run.

    Raises:
        ParameterError: the default is no whole number, or out of range.
    """

    name: str
    default: int | None
    least: int = 1
    greatest: int = BOUND
    meaning: str = ""
    usual: Mapping[str, int] = field(default_factory=dict)
    called: str = ""

    def __post_init__(self) -> None:
        for value in (self.default, self.least, self.greatest, *self.usual.values()):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
                raise ParameterError(
                    f"parameter {self.name}: {value!r} is no whole number; a parameter of another "
                    "kind is left out of the bench, and set by a module that wraps the design"
                )
        if self.default is not None:
            check([self], {self.name: self.default})

    @property
    def word(self) -> str:
        """Its name in commands: ``KhMax`` is ``KH_MAX``."""
        return (
            self.called
            or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", self.name).upper()
        )

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
