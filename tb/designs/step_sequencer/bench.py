"""The bench of `step_sequencer`."""

from __future__ import annotations

from tb.bench import Bench, Flag, Reset
from tb.designs.conv_engine.array import RTL, array_parameters
from tb.designs.step_sequencer.context import sequencer_context
from tb.designs.step_sequencer.draw import cases
from tb.designs.step_sequencer.ports import ports
from tb.designs.step_sequencer.tests import DirectedTest, MismatchTest

PARAMETERS = ("Rows", "Cols", "KwMax", "SMax")
"""Those of the engine's that the sequencer has."""

BENCH = Bench(
    toplevel="step_sequencer",
    meaning="walks a packet step by step",
    sources=[RTL / "kraken_pkg.sv", RTL / "step_sequencer.sv"],
    ports=ports,
    cases=cases,
    reset=Reset(clocks=2),
    flags=(Flag("mismatch"),),
    parameters=tuple(p for p in array_parameters() if p.name in PARAMETERS),
    tests=(MismatchTest, DirectedTest),
    main_job=("sound", "reset", MismatchTest.test),
    context=sequencer_context,
    quiet=8,
    lint=({}, {"Rows": 1, "Cols": 1, "KwMax": 1, "SMax": 1}, {"Rows": 255, "Cols": 1024}),
)
