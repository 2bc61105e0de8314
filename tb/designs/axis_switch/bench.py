"""The bench of `axis_switch`.

The switch has no registers; a harness lends it the clock by which beats are told.
"""

from __future__ import annotations

from pathlib import Path

from tb.bench import SINK, SOURCE, Bench, Parameter, Port, Values, stream
from tb.designs.axis_switch.cases import cases
from tb.kraken.array import RTL
from tb.kraken.coverage.ways import GROUPS
from tb.kraken.placed import placed
from tb.kraken.references.ways import SwitchReference

HARNESS = Path(__file__).resolve().parent / "axis_switch_harness.sv"


def ports(values: Values) -> tuple[Port, ...]:
    """The choices, both streams, and the one that they become."""
    word = min(values["Width"], 8)
    return (
        stream("select", "s_axis_select", SOURCE, word=1, signed=False, last=False),
        stream("a", "s_axis_a", SOURCE, word=word),
        stream("b", "s_axis_b", SOURCE, word=word),
        stream("out", "m_axis", SINK, word=word),
    )


BENCH = Bench(
    toplevel="axis_switch",
    top="axis_switch_harness",
    meaning="leads two streams into one, packet by packet",
    sources=[RTL / "axis_switch.sv", HARNESS],
    ports=ports,
    cases=cases,
    context=placed(),
    parameters=(Parameter("Width", 8, 1, 4096, "bits of payload"),),
    coverage=GROUPS,
    quiet=8,
    lint=({}, {"Width": 1}, {"Width": 65}),
    reference=SwitchReference,
)
