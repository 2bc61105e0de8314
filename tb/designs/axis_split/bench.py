"""The bench of `axis_split`.

The split has no registers; a harness lends it the clock by which beats are told.
"""

from __future__ import annotations

from pathlib import Path

from tb.bench import SINK, SOURCE, Bench, Parameter, Port, Values, stream
from tb.designs.axis_split.cases import cases
from tb.kraken.array import RTL
from tb.kraken.coverage.ways import GROUPS
from tb.kraken.placed import placed
from tb.kraken.references.ways import SplitReference

HARNESS = Path(__file__).resolve().parent / "axis_split_harness.sv"


def ports(values: Values) -> tuple[Port, ...]:
    """The choices, the stream, and both that it becomes."""
    word = min(values["Width"], 8)
    return (
        stream("select", "s_axis_select", SOURCE, word=1, signed=False, last=False),
        stream("in", "s_axis", SOURCE, word=word),
        stream("a", "m_axis_a", SINK, word=word),
        stream("b", "m_axis_b", SINK, word=word),
    )


BENCH = Bench(
    toplevel="axis_split",
    top="axis_split_harness",
    meaning="leads one stream into two, packet by packet",
    sources=[RTL / "axis_split.sv", HARNESS],
    ports=ports,
    cases=cases,
    context=placed(),
    parameters=(Parameter("Width", 8, 1, 4096, "bits of payload"),),
    coverage=GROUPS,
    quiet=8,
    lint=({}, {"Width": 1}, {"Width": 65}),
    reference=SplitReference,
)
