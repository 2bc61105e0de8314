"""The bench of `step_sequencer`."""

from __future__ import annotations

from tb.bench import Bench, Flag, Reset
from tb.designs.step_sequencer.cases import cases
from tb.designs.step_sequencer.ports import ports
from tb.designs.step_sequencer.tests import DirectedTest, MismatchTest
from tb.kraken.array import RTL, array_parameters
from tb.kraken.placed import placed

BENCH = Bench(
    toplevel="step_sequencer",
    meaning="walks a packet step by step",
    sources=[RTL / "kraken_pkg.sv", RTL / "step_sequencer.sv"],
    ports=ports,
    cases=cases,
    reset=Reset(clocks=2),
    flags=(Flag("mismatch"),),
    parameters=array_parameters("Rows", "Cols", "KwMax", "SMax"),
    tests=(MismatchTest, DirectedTest),
    main_job=("sound", "reset", MismatchTest.test),
    context=placed(),
    quiet=8,
    small={"Rows": 2, "Cols": 6, "KwMax": 3, "SMax": 2},
    lint=({}, {"Rows": 1, "Cols": 1, "KwMax": 1, "SMax": 1}, {"Rows": 255, "Cols": 1024}),
)
