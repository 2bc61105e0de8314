"""The bench of `pixel_shifter`."""

from __future__ import annotations

from tb.bench import (
    Bench,
    Field,
    Parameter,
    ParameterError,
    Port,
    Values,
    level_input,
    level_output,
)
from tb.designs.pixel_shifter.cases import cases
from tb.designs.pixel_shifter.coverage import GROUPS
from tb.kraken.array import RTL
from tb.kraken.buses import BUSES
from tb.kraken.placed import placed
from tb.kraken.references.shifter import ShifterReference

KERNEL_ROWS = 15
"""Of the tallest kernel that the engine may be built for."""


def derive(values: dict[str, int]) -> dict[str, int]:
    """The parameters as they are.

    Raises:
        ParameterError: no engine has such a shifter.
    """
    rows, words = values["Rows"], values["SetWords"]
    if not rows <= words < rows + KERNEL_ROWS:
        raise ParameterError(
            f"SetWords is {words}, but a set for {rows} rows has {rows} to {rows + KERNEL_ROWS - 1}"
        )
    return values


def ports(values: Values) -> tuple[Port, ...]:
    """What goes in each clock, and the pixels of all buses one clock later."""
    word = values["XWidth"]
    return (
        level_input(
            "in",
            Field("load", "load"),
            Field("shift", "shift"),
            Field("together", "together"),
            Field("words", "words", word, signed=True),
            Field("marks", "marks"),
            Field("zero_point", "zero_point", word, signed=True),
        ),
        level_output("pixels", "in", 1, Field("pixels", "pixels", word + 1, signed=True)),
    )


BENCH = Bench(
    toplevel="pixel_shifter",
    meaning="pixel rows less the zero point, slid past the array on every bus",
    sources=[RTL / "pixel_shifter.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(
        Parameter("Rows", 7, 1, 255, "rows of the array"),
        BUSES,
        Parameter("SetWords", 17, 1, 269, "words of the largest set"),
        Parameter("XWidth", 8, 2, 16, "bits of a pixel"),
    ),
    derive=derive,
    context=placed("bus", "array_row"),
    coverage=GROUPS,
    quiet=8,
    small={"Rows": 2, "SetWords": 4},
    lint=(
        {},
        {"Rows": 1, "Buses": 1, "SetWords": 1, "XWidth": 2},
        {"Rows": 4, "SetWords": 4},
        {"Rows": 3, "Buses": 4, "SetWords": 17, "XWidth": 16},
        {"Rows": 4, "Buses": 3, "SetWords": 8},
    ),
    reference=ShifterReference,
)
