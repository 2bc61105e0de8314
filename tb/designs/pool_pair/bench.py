"""The bench of `pool_pair`."""

from __future__ import annotations

from tb.bench import Bench, Field, Parameter, Port, Values, level_input, level_output
from tb.designs.pool_pair.cases import golden, stimulus
from tb.designs.pool_pair.coverage import GROUPS
from tb.kraken.array import RTL
from tb.kraken.references.pool import PairReference


def ports(values: Values) -> tuple[Port, ...]:
    """Two words and what to make of them; the result in the same instant."""
    word = values["Width"]
    return (
        level_input(
            "in",
            Field("sum", "sum", 1),
            Field("a", "a", word, signed=True),
            Field("b", "b", word, signed=True),
        ),
        level_output("out", "in", 0, Field("y", "y", word, signed=True)),
    )


BENCH = Bench(
    toplevel="pool_pair",
    meaning="sum or greater of two words",
    sources=[RTL / "pool_pair.sv"],
    ports=ports,
    stimulus=stimulus,
    golden=golden,
    clock=None,
    reset=None,
    parameters=(Parameter("Width", 11, 9, 32, "bits of a word"),),
    quiet=4,
    coverage=GROUPS,
    lint=({}, {"Width": 9}, {"Width": 24}),
    reference=PairReference,
)
