"""The bench of `pe_core`."""

from __future__ import annotations

from tb.bench import Bench, Field, Parameter, Port, Values, level_input, level_output
from tb.designs.pe_core.cases import cases
from tb.designs.pe_core.coverage import GROUPS
from tb.kraken.array import RTL, array_parameters
from tb.kraken.buses import BUS_WIDTH, BUSES, with_bus_width
from tb.kraken.placed import placed
from tb.kraken.references.pe import CoreReference


def ports(values: Values) -> tuple[Port, ...]:
    """Operands and control in each clock; the sums and the copies of them a clock later."""
    word = values["YWidth"]
    return (
        level_input(
            "in",
            Field("step", "step"),
            Field("restart", "restart"),
            Field("hand_over", "hand_over"),
            Field("capture", "capture"),
            Field("bus", "bus"),
            Field("pixels", "pixels", values["XWidth"], signed=True),
            Field("weight", "weight", values["KWidth"], signed=True),
            Field("left_sums", "left_sums", word, signed=True),
        ),
        level_output("sums", "in", 1, Field("sums", "sums", word, signed=True)),
        level_output("captured", "in", 1, Field("captured", "captured", word, signed=True)),
    )


BENCH = Bench(
    toplevel="pe_core",
    meaning="one core: R processing elements that share a weight",
    sources=[RTL / "pe_core.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(
        *array_parameters("Rows", "KWidth", "YWidth"),
        BUSES,
        BUS_WIDTH,
        Parameter("XWidth", 9, 3, 17, "bits of a pixel less its zero point"),
    ),
    derive=with_bus_width,
    context=placed(),
    coverage=GROUPS,
    quiet=4,
    small={"Rows": 2},
    lint=(
        {},
        {"Rows": 1, "Buses": 1, "XWidth": 3, "KWidth": 2, "YWidth": 8},
        {"Rows": 5, "Buses": 3, "YWidth": 64},
        {"Rows": 2, "Buses": 4},
    ),
    reference=CoreReference,
)
