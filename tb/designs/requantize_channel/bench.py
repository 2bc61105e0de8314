"""The bench of `requantize_channel`."""

from __future__ import annotations

from tb.bench import Bench, Field, Parameter, Port, Values, level_input, level_output
from tb.designs.requantize_channel.cases import cases
from tb.designs.requantize_channel.coverage import GROUPS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.channel import ChannelReference
from tb.kraken.stage_ports import ROWS, WORD_OUT


def ports(values: Values) -> tuple[Port, ...]:
    """Words, what they are scaled by and which registers load in each clock; results behind it."""
    return (
        level_input(
            "in",
            Field("x", "x", values["XWidth"], signed=True),
            Field("move", "move", 1),
            Field("mantissa", "mantissa", 32),
            Field("shift", "shift", 6),
            Field("rounding", "rounding", 2),
            *(Field(name, name, WORD_OUT, signed=True) for name in ("zero_point", "low", "high")),
        ),
        level_output("out", "in", 1, Field("y", "y", WORD_OUT, signed=True)),
    )


BENCH = Bench(
    toplevel="requantize_channel",
    meaning="scales the words of one channel to int8",
    sources=[RTL / "stage_pkg.sv", RTL / "requantize_channel.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(ROWS, Parameter("XWidth", 32, 16, 32, "bits of a word")),
    context=placed("array_row"),
    quiet=4,
    coverage=GROUPS,
    small={"Rows": 2},
    lint=(
        {},
        {"Rows": 1, "XWidth": 16},
        {"Rows": 3, "XWidth": 25},
        {"Rows": 2, "XWidth": 30},
    ),
    reference=ChannelReference,
)
