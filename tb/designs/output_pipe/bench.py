"""The bench of `output_pipe`.

Cores are named and their sums read in the same clock, so a harness holds the captured sums.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tb.bench import SINK, SOURCE, Bench, Field, Parameter, Port, Values, handshake, stream
from tb.designs.conv_engine.array import RTL, with_core_width
from tb.designs.conv_engine.placed import placed
from tb.designs.output_pipe.cases import WIDTHS, cases

HARNESS = Path(__file__).resolve().parent / "output_pipe_harness.sv"


def ports(values: Values) -> tuple[Port, ...]:
    """Captures in, beats of sums out."""
    word = values["YWidth"]
    info = [Field(name, name) for name in WIDTHS]
    sums = Field("sums", "sums", word, signed=True)
    return (
        handshake("capture", SOURCE, "capture", "ready", sums, *info),
        stream("sum", "m_axis", SINK, word=word, keep=True),
    )


BENCH = Bench(
    toplevel="output_pipe",
    top="output_pipe_harness",
    module="output_pipe",
    meaning="sends captured sums while the array computes",
    sources=[
        *(RTL / name for name in ("kraken_pkg.sv", "axis_skid.sv", "output_pipe.sv")),
        HARNESS,
    ],
    ports=ports,
    cases=cases,
    parameters=(
        Parameter("Rows", 7, 1, 255, "R, rows of the array", {"icarus": 4}),
        Parameter("Cols", 96, 1, 1024, "C, cores", {"icarus": 24}),
        Parameter("YWidth", 32, 8, 64, "bits of a sum"),
        Parameter("OutChannels", 4, 1, 1024, "M, channels that leave in a clock"),
        Parameter("CoreWidth", None, 1, 16, "bits of a core's number; follows from Cols"),
    ),
    derive=partial(with_core_width, ports="OutChannels"),
    context=placed("core", "array_row"),
    quiet=8,
    lint=(
        {},
        {"Rows": 4, "Cols": 24},
        {"Rows": 1, "Cols": 1, "OutChannels": 1},
        {"Rows": 3, "Cols": 20, "OutChannels": 5, "YWidth": 24},
    ),
)
