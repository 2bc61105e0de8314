"""What must hold between simulators, and between the engine and the paper's formula."""

from __future__ import annotations

import pytest

from sim.run import simulate
from tb.bench.bench import SIMULATORS
from tb.spec import RunSpec

ARRAY = {
    "Rows": 3,
    "Cols": 10,
    "KhMax": 5,
    "KwMax": 4,
    "SMax": 3,
    "WeightDepth": 100,
    "OutChannels": 3,
    "PixelPortWords": 2,
    "WeightPortWords": 3,
}


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_both_simulators_say_the_same(seed: int) -> None:
    """The same seed makes the same layers, beats and clocks."""
    lines = []
    for simulator in SIMULATORS:
        result = simulate(
            RunSpec.of(
                toplevel="conv_engine",
                simulator=simulator,
                tests=("random_layers", "stalls"),
                parameters=ARRAY,
                seed=seed,
            )
        )
        assert result.passed, result.mismatches or result.fault
        keys = ("test", "case", "detail", "beats", "values", "clocks", "profile", "figures")
        lines.append([[line[key] for key in keys] for line in result.cases])
    assert lines[0]
    assert lines[0] == lines[1]


def test_paper_layers_take_the_clocks_of_the_formula() -> None:
    result = simulate(RunSpec(toplevel="conv_engine", tests=("paper",)))
    assert result.passed, result.mismatches or result.fault
    q = {line["detail"]: line["figures"]["q"] for line in result.cases}
    assert sorted(q.values()) == [7168, 14112, 26532, 43008, 181440]
    for line in result.cases:
        figures = line["figures"]
        assert figures["q"] < line["clocks"] == figures["predicted"] < figures["q"] + 40
