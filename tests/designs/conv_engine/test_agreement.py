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


Q = {
    "ResNet-50 conv1, 7x7 stride 2": 43 * 224 * 3 * 7,
    "ResNet-50 3x3": 2 * 8 * 56 * 64 * 3,
    "ResNet-50 1x1": 299 * 256,
    "AlexNet conv1, 11x11 stride 4": 4 * 8 * 227 * 3 * 11,
    "AlexNet conv2, two groups": 2 * 27 * 27 * 48 * 5,
    "MobileNetV1 depthwise": 4 * 8 * 56 * 16 * 3,
    "MobileNetV1 depthwise stride 2": 2 * 8 * 112 * 24 * 3,
    "ResNet-50 dense, 7 frames": 11 * 2048,
}
"""T*N*L*W*C_i*K_H: 16 blocks of conv1 take ceil(16*64/24) iterations, 4 of conv2 ceil(4*128/19),
448 of the 1x1 layer ceil(448*64/96)."""


def test_full_layers_take_the_clocks_of_the_formula() -> None:
    result = simulate(RunSpec(toplevel="conv_engine", tests=("full_depth",)))
    assert result.passed, result.mismatches or result.fault
    found = {line["case"]: line for line in result.cases}
    assert {name: line["figures"]["q"] for name, line in found.items()} == Q
    for name, line in found.items():
        figures = line["figures"]
        assert line["clocks"] == figures["predicted"]
        # Two phases of a stride, of two taps and one, take two beats of two sets each.
        waits = Q[name] // 3 if "depthwise stride" in name else 0
        packets = figures["packets"]
        assert waits < line["clocks"] - Q[name] < waits + 60 * packets
