"""What must hold between simulators, and between the engine and the paper's formula."""

from __future__ import annotations

import pytest
from sim.targets import SIMULATORS

from golden.kraken.format.params import ArrayParams
from sim.run import simulate

ARRAY = ArrayParams(
    rows=3,
    cols=10,
    kh_max=5,
    kw_max=4,
    s_max=3,
    weight_depth=100,
    out_channels=3,
    pixel_port_words=2,
    weight_port_words=3,
)


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_both_simulators_say_the_same(seed: int) -> None:
    """The same seed makes the same layers, beats and clocks."""
    lines = []
    for simulator in SIMULATORS:
        result = simulate(
            simulator=simulator,
            testcases=["random_layers", "stalls"],
            params=ARRAY,
            seed=seed,
        )
        assert result.passed, result.mismatches or result.fault
        keys = ("test", "layer", "shape", "beats", "lanes", "clocks", "profile")
        lines.append([[line[key] for key in keys] for line in result.layers])
    assert lines[0] == lines[1]


def test_paper_layers_take_the_clocks_of_the_formula() -> None:
    result = simulate(simulator="verilator", testcases=["paper"], params=ArrayParams())
    assert result.passed, result.mismatches or result.fault
    q = {line["shape"]: line["q"] for line in result.layers}
    assert sorted(q.values()) == [7168, 14112, 26532, 43008, 181440]
    for line in result.layers:
        assert line["q"] < line["clocks"] == line["predicted"] < line["q"] + 40
