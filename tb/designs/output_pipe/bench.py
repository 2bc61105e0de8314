"""The bench of `output_pipe`.

Cores are named and their sums read in the same clock, so a harness holds the captured sums. It also
counts the beats that are still to leave, which tell when the pipe is active.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tb.bench import SINK, SOURCE, Bench, Field, Flag, Parameter, Port, Values, handshake, stream
from tb.designs.output_pipe.cases import cases
from tb.designs.output_pipe.coverage import GROUPS
from tb.designs.output_pipe.parts import PARTS
from tb.designs.output_pipe.tests import CloseTest
from tb.kraken.array import RTL, array_parameters, with_core_width
from tb.kraken.placed import placed
from tb.kraken.references.outlet import OutletReference
from tb.kraken.words import CAPTURE

HARNESS = Path(__file__).resolve().parent / "output_pipe_harness.sv"


def ports(values: Values) -> tuple[Port, ...]:
    """Captures in, beats of sums out.

    A beat with `close` is no capture: it says that none comes any more. `due` are the beats of sums
    that leave because of a beat.
    """
    word = values["YWidth"]
    info = [Field(name, name) for name in (*CAPTURE.members, "close", "due")]
    sums = Field("sums", "sums", word, signed=True)
    return (
        handshake("capture", SOURCE, "capture", "ready", sums, *info),
        stream("sum", "m_axis", SINK, word=word, keep=True, user=True),
    )


BENCH = Bench(
    toplevel="output_pipe",
    top="output_pipe_harness",
    meaning="sends captured sums while the array computes",
    sources=[
        *(RTL / name for name in ("kraken_pkg.sv", "axis_skid.sv", "output_pipe.sv")),
        HARNESS,
    ],
    ports=ports,
    cases=cases,
    tests=(CloseTest,),
    flags=(Flag("active_differs", names={1: "active is not what the beats still to leave say"}),),
    parameters=(
        *array_parameters("Rows", "Cols", "YWidth", "OutChannels"),
        Parameter("CoreWidth", None, 1, 16, "bits of a core's number; follows from Cols"),
    ),
    derive=partial(with_core_width, ports="OutChannels"),
    context=placed("core", "array_row"),
    coverage=GROUPS,
    quiet=8,
    small={"Rows": 2, "Cols": 6, "OutChannels": 2},
    lint=(
        {},
        {"Rows": 4, "Cols": 24},
        {"Rows": 1, "Cols": 1, "OutChannels": 1},
        {"Rows": 3, "Cols": 20, "OutChannels": 5, "YWidth": 24},
        {"Rows": 2, "Cols": 9, "OutChannels": 3, "YWidth": 13},
    ),
    parts=PARTS,
    reference=OutletReference,
)
