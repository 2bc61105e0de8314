"""The bench of `core_map`."""

from __future__ import annotations

from functools import partial

from tb.bench import Bench, Port, Values
from tb.designs.core_map.cases import cases, follower
from tb.designs.core_map.coverage import GROUPS
from tb.designs.core_map.tests import DirectedTest
from tb.kraken.array import RTL, array_parameters
from tb.kraken.buses import BUS_WIDTH, with_bus_width
from tb.kraken.placed import placed
from tb.kraken.references.cores import CoresReference


def ports(values: Values) -> tuple[Port, ...]:
    """Where the packet stands in each clock, and what each core does there."""
    return follower(values).ports


BENCH = Bench(
    toplevel="core_map",
    meaning="tells each core its bus, and where it begins a sum",
    sources=[RTL / "kraken_pkg.sv", RTL / "core_map.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    tests=(DirectedTest,),
    parameters=(*array_parameters("Rows", "Cols", "KwMax", "SMax", "PixelBuses"), BUS_WIDTH),
    derive=partial(with_bus_width, count="PixelBuses"),
    context=placed(),
    coverage=GROUPS,
    quiet=4,
    lint=(
        {},
        {"Rows": 1, "Cols": 1, "KwMax": 1, "SMax": 1, "PixelBuses": 1},
        {"Rows": 3, "Cols": 20, "PixelBuses": 3},
        {"Rows": 255, "Cols": 1024, "PixelBuses": 4},
    ),
    reference=CoresReference,
)
