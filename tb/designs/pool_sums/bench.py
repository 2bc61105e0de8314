"""The bench of `pool_sums`."""

from __future__ import annotations

from tb.bench import Bench, Field, Parameter, Port, Values, level_input, level_output
from tb.designs.pool_sums.cases import cases
from tb.designs.pool_sums.coverage import GROUPS
from tb.designs.pool_sums.parts import PARTS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.pool_parameters import ACC_WIDTHS, OPEN_WINDOWS, row_width
from tb.kraken.references.pool import SumsReference
from tb.kraken.stage_ports import DEPTHS


def ports(values: Values) -> tuple[Port, ...]:
    """A beat with its windows and which registers load in each clock; the windows that end."""
    return (
        level_input(
            "in",
            Field("v", "v", values["VWidth"], signed=True),
            Field("counts", "counts", 1),
            Field("move", "move", 1),
            *(Field(name, name) for name in ("in_valid", "valid", "sum", "whole")),
            Field("row", "row", row_width(values["Depth"])),
            Field("begins", "begins", 1),
            Field("ends", "ends", 1),
            Field("bias", "bias", values["AccWidth"], signed=True),
        ),
        level_output(
            "out",
            "in",
            1,
            Field("x", "x", values["AccWidth"], signed=True),
            Field("marks", "marks", 1),
            Field("leaves", "leaves"),
        ),
    )


BENCH = Bench(
    toplevel="pool_sums",
    meaning="windows over columns",
    sources=[RTL / name for name in ("ram.sv", "pool_pair.sv", "pool_sums.sv")],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(
        Parameter("Lanes", 14, 1, 1024, "words of a beat", usual={"icarus": 6}),
        Parameter("VWidth", 11, 8, 16, "bits of a word"),
        DEPTHS,
        OPEN_WINDOWS,
        ACC_WIDTHS,
    ),
    context=placed("lane_word"),
    quiet=4,
    coverage=GROUPS,
    small={"Lanes": 2, "Depth": 4},
    lint=(
        {},
        {"Lanes": 1, "VWidth": 8, "Depth": 1, "OpenWindows": 1, "AccWidth": 16},
        {"Lanes": 3, "VWidth": 16, "Depth": 5, "OpenWindows": 4, "AccWidth": 32},
    ),
    parts=PARTS,
    reference=SumsReference,
)
