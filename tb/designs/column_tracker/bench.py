"""The bench of `column_tracker`."""

from __future__ import annotations

from tb.bench import Bench
from tb.designs.column_tracker.cases import FOLLOWER, cases
from tb.designs.column_tracker.coverage import GROUPS
from tb.designs.column_tracker.tests import DirectedTest
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.columns import ColumnsReference

BENCH = Bench(
    toplevel="column_tracker",
    meaning="tells which output columns are whole",
    sources=[RTL / "kraken_pkg.sv", RTL / "column_tracker.sv"],
    ports=FOLLOWER.ports,
    cases=cases,
    reset=None,
    tests=(DirectedTest,),
    context=placed(),
    coverage=GROUPS,
    quiet=4,
    reference=ColumnsReference,
)
