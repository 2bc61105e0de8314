"""Every design passes its own bench on both simulators."""

from __future__ import annotations

import pytest

from sim.run import simulate
from tb.bench.bench import SIMULATORS
from tb.bench.find import design_names
from tb.spec import RunSpec

WHOLE = ("conv_engine", "kraken_top")
"""Those whose tests are picked one by one: they are many, and long."""

TOP_TESTS = (
    "directed",
    "random",
    "back_to_back",
    "state",
    "reset_mid_pass",
    "faults",
    "pool_layers",
)
TOP = {
    "Rows": 3,
    "Cols": 10,
    "KhMax": 3,
    "KwMax": 3,
    "SMax": 2,
    "WeightDepth": 64,
    "OutBytes": 4,
}
"""An accelerator of which a beat of words takes two of the port."""


@pytest.mark.parametrize("simulator", SIMULATORS)
@pytest.mark.parametrize("toplevel", [name for name in design_names() if name not in WHOLE])
def test_a_block_passes(toplevel: str, simulator: str) -> None:
    result = simulate(RunSpec.of(toplevel=toplevel, simulator=simulator))
    assert result.passed, result.why()


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_the_accelerator_passes(simulator: str) -> None:
    spec = RunSpec.of(
        toplevel="kraken_top", simulator=simulator, tests=TOP_TESTS, parameters=TOP, seed=5
    )
    result = simulate(spec)
    assert result.passed, result.why()


def test_the_accelerator_is_held_back_everywhere() -> None:
    spec = RunSpec.of(
        toplevel="kraken_top", simulator="verilator", tests=("stalls",), parameters=TOP, seed=5
    )
    result = simulate(spec)
    assert result.passed, result.why()
