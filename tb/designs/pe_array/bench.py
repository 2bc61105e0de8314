"""The bench of `pe_array`."""

from __future__ import annotations

from tb.bench import Bench, Field, Parameter, Part, Port, Values, level_input, level_output
from tb.designs.pe_array.cases import cases
from tb.designs.pe_array.coverage import GROUPS
from tb.kraken.array import RTL, array_parameters, with_core_width
from tb.kraken.buses import BUS_WIDTH, BUSES, with_bus_width
from tb.kraken.placed import placed
from tb.kraken.references.parameters import told
from tb.kraken.references.pe import ArrayReference


def derive(values: dict[str, int]) -> dict[str, int]:
    """The widths of the numbers of cores and buses follow from how many there are.

    Raises:
        ParameterError: the parameters do not go together.
    """
    return with_bus_width(with_core_width(values, "ReadPorts"))


def ports(values: Values) -> tuple[Port, ...]:
    """Operands, control and the cores to read in each clock; their captured sums in the same."""
    return (
        level_input(
            "in",
            Field("step", "step"),
            Field("restart", "restart", 1),
            Field("hand_over", "hand_over"),
            Field("capture", "capture"),
            Field("buses", "buses", values["BusWidth"]),
            Field("pixels", "pixels", values["XWidth"], signed=True),
            Field("weights", "weights", values["KWidth"], signed=True),
            Field("read_cores", "read_cores", values["CoreWidth"]),
        ),
        level_output("read", "in", 0, Field("sums", "read_sums", values["YWidth"], signed=True)),
    )


BENCH = Bench(
    toplevel="pe_array",
    meaning="the cores side by side, read by the output",
    sources=[RTL / "pe_core.sv", RTL / "pe_array.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(
        *array_parameters("Rows", "Cols", "KWidth", "YWidth"),
        BUSES,
        BUS_WIDTH,
        Parameter("XWidth", 9, 3, 17, "bits of a pixel less its zero point"),
        Parameter("ReadPorts", 2, 1, 1024, "cores that are read in a clock"),
        Parameter("CoreWidth", None, 1, 16, "bits of a core's number; follows from Cols"),
    ),
    derive=derive,
    context=placed("core", "array_row"),
    coverage=GROUPS,
    quiet=4,
    small={"Rows": 2, "Cols": 6, "ReadPorts": 2},
    lint=(
        {},
        {"Rows": 4, "Cols": 24},
        {"Rows": 1, "Cols": 1, "Buses": 1, "ReadPorts": 1},
        {
            "Rows": 3,
            "Cols": 20,
            "Buses": 3,
            "ReadPorts": 5,
            "XWidth": 5,
            "KWidth": 4,
            "YWidth": 24,
        },
    ),
    parts=(
        Part(
            "gen_core[*].u_core",
            "pe_core",
            told("Rows", "Buses", "BusWidth", "XWidth", "KWidth", "YWidth"),
        ),
    ),
    reference=ArrayReference,
)
