"""The bench of `axis_narrow`."""

from __future__ import annotations

from collections.abc import Sequence

from tb.bench import SINK, SOURCE, Bench, Field, Parameter, ParameterError, Port, Values, stream
from tb.designs.axis_narrow.cases import cases
from tb.designs.axis_narrow.coverage import GROUPS
from tb.designs.axis_narrow.parts import PARTS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.narrow import NarrowReference


def ports(values: Values) -> Sequence[Port]:
    """Beats of words in, with how wide they are; beats of bytes out."""
    return (
        stream("in", "s_axis", SOURCE, word=32, user=True, extra=(Field("wide", "wide"),)),
        stream("out", "m_axis", SINK, word=8, user=True, keep=True),
    )


def derive(values: dict[str, int]) -> dict[str, int]:
    """A port that is not told takes a beat of narrow words.

    Raises:
        ParameterError: the port is wider than a beat of wide words.
    """
    port = values.setdefault("OutBytes", values["Words"])
    if port > 4 * values["Words"]:
        raise ParameterError(
            f"OutBytes is {port}, but it must lie from 1 to 4*Words, {4 * values['Words']}"
        )
    return values


BENCH = Bench(
    toplevel="axis_narrow",
    meaning="cuts beats of words into beats of the output port",
    sources=[RTL / "axis_skid.sv", RTL / "axis_narrow.sv"],
    ports=ports,
    cases=cases,
    context=placed("word"),
    parameters=(
        Parameter("Words", 14, 1, 1024, "words of a beat"),
        Parameter("OutBytes", None, 1, 4096, "bytes of a beat of the port; Words unless given"),
    ),
    derive=derive,
    coverage=GROUPS,
    quiet=64,
    lint=(
        {},
        {"Words": 8, "OutBytes": 32},
        {"Words": 1, "OutBytes": 1},
        {"Words": 6, "OutBytes": 5},
        {"Words": 14, "OutBytes": 16},
    ),
    parts=PARTS,
    reference=NarrowReference,
)
