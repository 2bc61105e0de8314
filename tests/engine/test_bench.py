"""The engine under its bench: every layer of the network, every test, several arrays."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sim.targets import SIMULATORS, TARGETS

from golden import Model
from golden.kraken import ArrayParams
from golden.kraken.lowering.lower import COMPUTED
from golden.networks.shipped import DIGITS
from sim.results import RunResult
from sim.run import simulate

ENGINE = TARGETS["conv_engine"]
LAYERS = [layer.name for layer in Model.from_tflite(DIGITS).layers if layer.op in COMPUTED]
TESTS = [name for name in ENGINE.tests() if name not in ("network", "paper")]
SMALL = ArrayParams(rows=4, cols=24)

ARRAYS: Mapping[str, ArrayParams] = {
    "7x96": ArrayParams(),
    "1x1": ArrayParams(
        rows=1, cols=1, kh_max=1, kw_max=1, s_max=1, out_channels=1, weight_depth=16
    ),
    "narrow ports": ArrayParams(
        rows=3, cols=10, out_channels=3, pixel_port_words=5, weight_port_words=3, weight_depth=64
    ),
    "one word a port": ArrayParams(
        rows=2,
        cols=5,
        kh_max=3,
        kw_max=3,
        s_max=2,
        out_channels=5,
        pixel_port_words=1,
        weight_port_words=1,
        weight_depth=300,
    ),
    "odd words": ArrayParams(
        rows=5,
        cols=13,
        x_width=6,
        k_width=5,
        y_width=20,
        kh_max=5,
        kw_max=4,
        s_max=3,
        out_channels=2,
        weight_depth=40,
    ),
    "wide words": ArrayParams(rows=2, cols=7, x_width=12, k_width=10, y_width=40, weight_depth=50),
}


def check(result: RunResult, *tests: str) -> None:
    """The run passed, and it really compared something."""
    assert result.passed, result.fault or [t.message for t in result.tests if t.message]
    assert [test.name for test in result.tests] == list(tests)
    assert result.layers
    assert all(layer["beats"] > 0 for layer in result.layers)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("simulator", SIMULATORS)
def test_network_layer(simulator: str, layer: str) -> None:
    result = simulate(
        simulator=simulator, testcases=["network"], params=SMALL, layers=(layer,), seed=2
    )
    check(result, "network")
    (line,) = result.layers
    assert (line["layer"], line["predicted"]) == (layer, line["clocks"])


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("simulator", SIMULATORS)
def test_bench(simulator: str, test: str) -> None:
    check(simulate(simulator=simulator, testcases=[test], params=SMALL, seed=3), test)


@pytest.mark.parametrize("name", ARRAYS)
def test_array(name: str) -> None:
    """All tests on another array; the model's 8-bit layers need 8-bit words."""
    array = ARRAYS[name]
    eight = array.x_width >= 8 and array.k_width >= 8
    tests = [*(["network"] if eight else []), *TESTS]
    layers = ("fully_connected_22",)
    result = simulate(params=array, testcases=tests, seed=4, layers=layers, random_layers=40)
    check(result, *tests)


def test_the_seed_decides_what_is_drawn() -> None:
    shapes = []
    for seed in (5, 5, 6):
        result = simulate(params=SMALL, testcases=["random_layers"], seed=seed, random_layers=5)
        check(result, "random_layers")
        shapes.append([(line["shape"], line["clocks"]) for line in result.layers])
    assert shapes[0] == shapes[1] != shapes[2]


@pytest.mark.parametrize("profile", ["dense", "bursts:sum", "masked:pixel+sparse:weight"])
def test_the_network_under_a_profile(profile: str) -> None:
    result = simulate(
        params=SMALL, testcases=["network"], layers=("conv_2d_9",), profiles=(profile,)
    )
    check(result, "network")
    (line,) = result.layers
    assert line["profile"] == profile
    assert line["predicted"] is None
    assert line["clocks"] > line["q"]
