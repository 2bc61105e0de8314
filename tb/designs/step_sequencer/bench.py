"""The bench of `step_sequencer`."""

from __future__ import annotations

from functools import partial

from tb.bench import Bench, Flag, Part, Reset
from tb.designs.step_sequencer.cases import cases
from tb.designs.step_sequencer.coverage import GROUPS
from tb.designs.step_sequencer.ports import ARRAY, PIXELS, ROWS, ports
from tb.designs.step_sequencer.tests import DirectedTest, LayersTest, MismatchTest, OtherTilesTest
from tb.kraken.array import RTL, array_parameters
from tb.kraken.buses import BUS_WIDTH, with_bus_width
from tb.kraken.placed import placed
from tb.kraken.references.parameters import told
from tb.kraken.references.steps import StepsReference

PARTS = ("loop_nest", "column_tracker", "core_map", "step_sequencer")
"""Modules of the design."""

BENCH = Bench(
    toplevel="step_sequencer",
    meaning="walks a packet step by step",
    sources=[RTL / "kraken_pkg.sv", *(RTL / f"{name}.sv" for name in PARTS)],
    ports=ports,
    edged=(PIXELS, ROWS, ARRAY),
    cases=cases,
    reset=Reset(clocks=2),
    flags=(Flag("mismatch"),),
    parameters=(*array_parameters("Rows", "Cols", "KwMax", "SMax", "PixelBuses"), BUS_WIDTH),
    derive=partial(with_bus_width, count="PixelBuses"),
    tests=(MismatchTest, OtherTilesTest, DirectedTest, LayersTest),
    main_job=("sound", "reset", MismatchTest.test, OtherTilesTest.test),
    context=placed(),
    coverage=GROUPS,
    quiet=8,
    small={"Rows": 2, "Cols": 6, "KwMax": 3, "SMax": 2},
    lint=(
        {},
        {"Rows": 1, "Cols": 1, "KwMax": 1, "SMax": 1, "PixelBuses": 1},
        {"Rows": 3, "Cols": 20, "PixelBuses": 3},
        {"Rows": 255, "Cols": 1024, "PixelBuses": 4},
    ),
    parts=(
        Part("u_loops", "loop_nest"),
        Part("u_columns", "column_tracker"),
        Part(
            "u_cores", "core_map", told("Rows", "Cols", "KwMax", "SMax", "PixelBuses", "BusWidth")
        ),
    ),
    reference=StepsReference,
)
