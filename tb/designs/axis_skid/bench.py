"""The bench of `axis_skid`."""

from __future__ import annotations

from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Field,
    Parameter,
    Port,
    Values,
    level_input,
    stream,
)
from tb.designs.axis_skid.cases import cases
from tb.kraken.array import RTL


def ports(values: Values) -> tuple[Port, ...]:
    """The stream on both sides, and what closes the input; no beat passes while it does."""
    word = min(values["Width"], 8)
    closed = Field("block", "s_axis_block", turned=True)
    return (
        stream("in", "s_axis", SOURCE, word=word, last=False, extra=(closed,)),
        stream("out", "m_axis", SINK, word=word, last=False),
        level_input("block", Field("block", "s_axis_block")),
    )


BENCH = Bench(
    toplevel="axis_skid",
    meaning="register slice for one stream",
    sources=[RTL / "axis_skid.sv"],
    ports=ports,
    cases=cases,
    parameters=(Parameter("Width", 8, 1, 4096, "bits of payload"),),
    quiet=8,
    lint=({}, {"Width": 1}, {"Width": 65}),
)
