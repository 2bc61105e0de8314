"""The bench of `scale_operand`.

The shift comes in the clock in which the last register takes it. A harness adds the
two parts of the result, for how they are shared out is the block's own affair.
"""

from __future__ import annotations

from pathlib import Path

from tb.bench import Bench, Field, Port, Values, level_input, level_output
from tb.designs.scale_operand.cases import RESULT, WIDTHS, cases
from tb.designs.scale_operand.coverage import GROUPS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.operand import OperandReference

HARNESS = Path(__file__).resolve().parent / "scale_operand_harness.sv"


def ports(values: Values) -> tuple[Port, ...]:
    """A value, its factor, shift and which registers load, in each clock; what they hold then."""
    numbers = (Field(name, name, width, signed=name != "shift") for name, width in WIDTHS.items())
    return (
        level_input("in", Field("move", "move", 1), *numbers),
        level_output("out", "in", 1, Field("result", "result", RESULT, signed=True)),
    )


BENCH = Bench(
    toplevel="scale_operand",
    top="scale_operand_harness",
    meaning="brings an operand to the common scale",
    sources=[RTL / "scale_operand.sv", HARNESS],
    ports=ports,
    cases=cases,
    reset=None,
    context=placed("value"),
    quiet=4,
    coverage=GROUPS,
    reference=OperandReference,
)
