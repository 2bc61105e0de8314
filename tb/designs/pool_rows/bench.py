"""The bench of `pool_rows`."""

from __future__ import annotations

from tb.bench import Bench, Field, Port, Values, level_input, level_output
from tb.designs.pool_rows.cases import cases, value_width
from tb.designs.pool_rows.coverage import GROUPS
from tb.designs.pool_rows.parts import PARTS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.pool import RowsReference
from tb.kraken.stage_ports import ROWS, WORD_OUT


def ports(values: Values) -> tuple[Port, ...]:
    """Words, windows and which registers load in each clock; the windows' values behind them."""
    bits = values["Rows"].bit_length()
    return (
        level_input(
            "in",
            Field("x", "x", WORD_OUT, signed=True),
            Field("counts", "counts", 1),
            Field("move", "move", 1),
            Field("sum", "sum"),
            Field("whole", "whole"),
            *(Field(name, name, bits) for name in ("kernel_h", "stride_h", "rows_out")),
        ),
        level_output(
            "out",
            "in",
            1,
            Field("y", "y", value_width(values["Rows"]), signed=True),
            Field("marks", "marks", 1),
        ),
    )


BENCH = Bench(
    toplevel="pool_rows",
    meaning="windows over the words of a channel",
    sources=[RTL / "pool_pair.sv", RTL / "pool_rows.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(ROWS,),
    context=placed("array_row"),
    quiet=4,
    coverage=GROUPS,
    small={"Rows": 3},
    lint=({}, {"Rows": 1}, {"Rows": 2}, {"Rows": 3}, {"Rows": 8}, {"Rows": 16}, {"Rows": 40}),
    parts=PARTS,
    reference=RowsReference,
)
