"""The bench of `pe_array`."""

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
from tb.designs.conv_engine.array import RTL
from tb.designs.conv_engine.placed import placed
from tb.designs.pe_array.cases import cases


def ports(values: Values) -> tuple[Port, ...]:
    """Operands, control and the cores to read in each clock; their captured sums in the same."""
    return (
        level_input(
            "in",
            Field("step", "step"),
            Field("restart", "restart", 1),
            Field("hand_over", "hand_over"),
            Field("capture", "capture"),
            Field("pixels", "pixels", values["XWidth"], signed=True),
            Field("weights", "weights", values["KWidth"], signed=True),
            Field("read_cores", "read_cores", values["CoreWidth"]),
        ),
        level_output("read", "in", 0, Field("sums", "read_sums", values["YWidth"], signed=True)),
    )


def core_bits(cols: int) -> int:
    """Bits of a core's number."""
    return max((cols - 1).bit_length(), 1)


def derive(values: dict[str, int]) -> dict[str, int]:
    """The bits of a core's number follow from the number of cores."""
    bits = core_bits(values["Cols"])
    width = values.setdefault("CoreWidth", bits)
    if width < bits:
        raise ParameterError(
            f"CoreWidth is {width}, but the numbers of {values['Cols']} cores take {bits} bits"
        )
    if values["ReadPorts"] > values["Cols"]:
        raise ParameterError(
            f"ReadPorts is {values['ReadPorts']}, but it must lie from 1 to Cols, {values['Cols']}"
        )
    return values


BENCH = Bench(
    toplevel="pe_array",
    meaning="the cores side by side, read by the output",
    sources=[RTL / "pe_core.sv", RTL / "pe_array.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(
        Parameter("Rows", 7, 1, 255, "R, processing elements of a core", {"icarus": 4}),
        Parameter("Cols", 96, 1, 1024, "C, cores", {"icarus": 24}),
        Parameter("XWidth", 9, 3, 17, "bits of a pixel less its zero point"),
        Parameter("KWidth", 8, 2, 16, "bits of a weight"),
        Parameter("YWidth", 32, 8, 64, "bits of a sum"),
        Parameter("ReadPorts", 4, 1, 1024, "cores that are read in a clock"),
        Parameter("CoreWidth", None, 1, 16, "bits of a core's number; follows from Cols"),
    ),
    derive=derive,
    context=placed("core", "array_row"),
    lint=(
        {},
        {"Rows": 4, "Cols": 24},
        {"Rows": 1, "Cols": 1, "ReadPorts": 1},
        {"Rows": 3, "Cols": 20, "ReadPorts": 5, "XWidth": 5, "KWidth": 4, "YWidth": 24},
    ),
)
