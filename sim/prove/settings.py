"""What is proven of a module, and at which parameters: ``hw/properties/NAME.hjson``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.errors import UsageError
from sim.places import PROPERTIES
from tb.bench.names import listed, unknown
from tb.plan.read import PlanError, as_model, read_hjson

DEPTH = 20
"""Clocks in which all covers must be reached, unless told otherwise."""
SECONDS = 300.0
"""What a question to the solver may take, unless told otherwise."""

Count = Annotated[int, Field(ge=0)]


class ParameterSet(BaseModel):
    """One elaboration of a module, and how its properties are proven there.

    Names of properties may be patterns as of a shell: ``*.u_order.*``.

    Attributes:
        parameters: of the top module; the others have their defaults.
        defines: preprocessor definitions.
        induction: steps of k-induction, which prove for ever; 0 where that is not done.
        bounded: clocks from reset in which no property may fail, where there is no induction.
        cover: clocks in which every cover must be reached; 0 where none is looked for.
        only: properties that are proven here; empty for all.
        without: properties that are not proven here.
        given: properties that are taken for granted here; a set in front, of the same parameters,
            proves them wherever they stand.
        unreachable: covers that these parameters cannot reach.
        along: modules inside whose properties are proven along, their assumptions too.
        quick: taken by ``QUICK=1``.
        seconds: limit of each question to the solver.
        solver: program that answers, by its name for smtbmc.
        note: why it is not more, for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameters: dict[str, int] = {}
    defines: dict[str, str] = {}
    induction: Count = 0
    bounded: Count = 0
    cover: Count = DEPTH
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    quick: bool = False
    seconds: Annotated[float, Field(gt=0)] = SECONDS
    solver: str = "yices"
    note: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.induction > 0) == (self.bounded > 0):
            raise ValueError("give one of 'induction' and 'bounded'")
        return self

    @property
    def how(self) -> str:
        """How properties are proven, for people."""
        if self.induction:
            return f"induction, k = {self.induction}"
        return f"bounded, {self.bounded} clocks"


class Settings(BaseModel):
    """All that is proven of a module.

    Attributes:
        top: the top module, where that is not the module itself.
        sets: elaborations, the smallest first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    top: str = ""
    sets: Annotated[tuple[ParameterSet, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _nothing_in_a_circle(self) -> Self:
        for number, chosen in enumerate(self.sets):
            proven = {
                pattern
                for other in self.sets[:number]
                if (other.parameters, other.defines) == (chosen.parameters, chosen.defines)
                for pattern in other.only
            }
            for pattern in chosen.given:
                everywhere = f"*.{pattern.rpartition('.')[2]}"
                if everywhere not in proven:
                    raise ValueError(
                        f"set {number} is given {pattern}: 'only' of a set in front, of the same "
                        f"parameters, must have {everywhere}"
                    )
        return self


def proven_modules(folder: Path = PROPERTIES) -> tuple[str, ...]:
    """Modules that have settings, by name."""
    return tuple(sorted(path.stem for path in folder.glob("*.hjson")))


def read_settings(module: str, folder: Path = PROPERTIES) -> Settings:
    """The settings of a module.

    Raises:
        UsageError: there are none, or they are not legal.
    """
    path = folder / f"{module}.hjson"
    if not path.is_file():
        known = proven_modules(folder)
        raise UsageError(
            f"{unknown(f'MODULES={module}', known, module)}; there are {listed(known)}."
        )
    try:
        return as_model(Settings, read_hjson(path), path)
    except PlanError as fault:
        raise UsageError(str(fault)) from fault
