"""The bench of `axis_skid`."""

from __future__ import annotations

from tb.bench import SINK, SOURCE, Bench, Parameter, Port, Values, stream
from tb.designs.axis_skid.cases import cases
from tb.kraken.array import RTL
from tb.kraken.references.slice import SliceReference


def ports(values: Values) -> tuple[Port, ...]:
    """The stream on both sides."""
    word = min(values["Width"], 8)
    return (
        stream("in", "s_axis", SOURCE, word=word, last=False),
        stream("out", "m_axis", SINK, word=word, last=False),
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
    reference=SliceReference,
)
