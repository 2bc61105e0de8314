"""The bench of `loop_nest`."""

from __future__ import annotations

from tb.bench import Bench
from tb.designs.loop_nest.cases import FOLLOWER, cases
from tb.designs.loop_nest.coverage import GROUPS
from tb.designs.loop_nest.tests import DirectedTest
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.loops import LoopsReference

BENCH = Bench(
    toplevel="loop_nest",
    meaning="counts the loops of a packet",
    sources=[RTL / "kraken_pkg.sv", RTL / "loop_nest.sv"],
    ports=FOLLOWER.ports,
    cases=cases,
    reset=None,
    tests=(DirectedTest,),
    context=placed(),
    coverage=GROUPS,
    quiet=4,
    reference=LoopsReference,
)
