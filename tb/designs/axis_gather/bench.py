"""The bench of `axis_gather`."""

from __future__ import annotations

from collections.abc import Sequence

from tb.bench import SINK, SOURCE, Bench, Field, Parameter, Port, Values, stream
from tb.designs.axis_gather.cases import cases
from tb.designs.axis_gather.coverage import GROUPS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.gather import GatherReference


def ports(values: Values) -> Sequence[Port]:
    """Beats in, with the size of their set and the mark of a stray ``tlast``; sets out."""
    word = values["WordWidth"]
    beside = (
        Field("set_words", "set_words"),
        Field("stray_last", "stray_last", turned=True, only_then=True),
    )
    return (
        stream("in", "s_axis", SOURCE, word=word, user=True, extra=beside),
        stream("out", "m_axis", SINK, word=word, user=True),
    )


BENCH = Bench(
    toplevel="axis_gather",
    meaning="collects narrow beats into sets of words",
    sources=[RTL / "axis_gather.sv"],
    ports=ports,
    cases=cases,
    context=placed("word"),
    parameters=(
        Parameter("WordWidth", 8, 1, 64, "bits of a word"),
        Parameter("InWords", 4, 1, 1024, "words of a beat"),
        Parameter("OutWords", 8, 1, 1024, "words of the largest set"),
    ),
    coverage=GROUPS,
    quiet=8,
    lint=({}, {"InWords": 8}, {"WordWidth": 3, "InWords": 3, "OutWords": 14}, {"InWords": 1}),
    reference=GatherReference,
)
