"""The bench of `pool_windows`."""

from __future__ import annotations

from tb.bench import Bench, Field, Port, Values, level_input, level_output
from tb.designs.pool_windows.cases import CONFIG, cases
from tb.designs.pool_windows.coverage import GROUPS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.pool_parameters import OPEN_WINDOWS, row_width
from tb.kraken.references.pool import WindowsReference
from tb.kraken.stage_ports import DEPTHS


def ports(values: Values) -> tuple[Port, ...]:
    """A start with its configuration, and steps; where the beat in turn stands."""
    return (
        level_input(
            "in",
            Field("start", "start"),
            Field("step", "step"),
            *(Field(name, name, bits) for name, bits in CONFIG.items()),
        ),
        level_output(
            "out",
            "in",
            1,
            Field("row", "row", row_width(values["Depth"])),
            Field("begins", "begins", 1),
            Field("ends", "ends", 1),
        ),
    )


BENCH = Bench(
    toplevel="pool_windows",
    meaning="tells which windows begin and end",
    sources=[RTL / "pool_windows.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(DEPTHS, OPEN_WINDOWS),
    context=placed(),
    quiet=4,
    coverage=GROUPS,
    lint=({}, {"Depth": 1, "OpenWindows": 1}, {"Depth": 5, "OpenWindows": 2}, {"Depth": 1024}),
    reference=WindowsReference,
)
