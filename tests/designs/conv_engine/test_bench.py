"""The engine under its bench: every layer of the network, every test, several arrays."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from golden import Model
from golden.kraken.lowering.lower import COMPUTED
from golden.networks.shipped import DIGITS
from sim.results import RunResult
from sim.run import simulate
from tb.bench.bench import SIMULATORS
from tb.bench.find import find_bench
from tb.kraken.array import SMALL as SMALL_BY_NAME
from tb.spec import RunSpec

LAYERS = [layer.name for layer in Model.from_tflite(DIGITS).layers if layer.op in COMPUTED]
ELSEWHERE = ("network", "paper", "full_depth", "counters")
"""Tests that have a function of their own, here, in `test_agreement` or in `tests/sim`."""
TESTS = [n for n in find_bench("conv_engine").all_tests() if n not in ELSEWHERE]
SMALL = {"Rows": SMALL_BY_NAME["rows"], "Cols": SMALL_BY_NAME["cols"]}

ARRAYS: Mapping[str, Mapping[str, int]] = {
    "7x96": {},
    "1x1": {
        "Rows": 1,
        "Cols": 1,
        "KhMax": 1,
        "KwMax": 1,
        "SMax": 1,
        "OutChannels": 1,
        "WeightDepth": 16,
    },
    "narrow ports": {
        "Rows": 3,
        "Cols": 10,
        "OutChannels": 3,
        "PixelBuses": 3,
        "PixelPortWords": 5,
        "WeightPortWords": 3,
        "WeightDepth": 64,
    },
    "one word a port": {
        "Rows": 2,
        "Cols": 5,
        "KhMax": 3,
        "KwMax": 3,
        "SMax": 2,
        "OutChannels": 5,
        "PixelBuses": 4,
        "PixelPortWords": 1,
        "WeightPortWords": 1,
        "WeightDepth": 300,
    },
    "odd words": {
        "Rows": 5,
        "Cols": 13,
        "XWidth": 6,
        "KWidth": 5,
        "YWidth": 20,
        "KhMax": 5,
        "KwMax": 4,
        "SMax": 3,
        "OutChannels": 2,
        "PixelBuses": 1,
        "WeightDepth": 40,
    },
    "wide words": {
        "Rows": 2,
        "Cols": 7,
        "XWidth": 12,
        "KWidth": 10,
        "YWidth": 40,
        "WeightDepth": 50,
    },
}


def run(*tests: str, **changes: object) -> RunResult:
    """Run the tests; they passed, and they really compared something."""
    told = {"toplevel": "conv_engine", "tests": tests, "parameters": SMALL, **changes}
    result = simulate(RunSpec.of(**told))
    assert result.passed, result.fault or [t.message for t in result.tests if t.message]
    assert [test.name for test in result.tests] == list(tests)
    assert result.cases
    assert all(case["beats"] > 0 for case in result.cases)
    return result


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("simulator", SIMULATORS)
def test_network_layer(simulator: str, layer: str) -> None:
    result = run("network", simulator=simulator, seed=2, options={"LAYERS": layer})
    (line,) = result.cases
    assert (line["case"], line["figures"]["predicted"]) == (layer, line["clocks"])


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("simulator", SIMULATORS)
def test_bench(simulator: str, test: str) -> None:
    run(test, simulator=simulator, seed=3)


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_every_counter_reaches_its_greatest_value(simulator: str) -> None:
    tiny = {"Rows": 1, "Cols": 3, "OutChannels": 1, "WeightDepth": 65535}
    run("counters", simulator=simulator, parameters=tiny)


@pytest.mark.parametrize("name", ARRAYS)
def test_array(name: str) -> None:
    """All tests on another array; the model's 8-bit layers need 8-bit words."""
    array = ARRAYS[name]
    eight = array.get("XWidth", 8) >= 8 and array.get("KWidth", 8) >= 8
    tests = [*(["network"] if eight else []), *TESTS]
    options = {"LAYERS": "fully_connected_22", "RANDOM_LAYERS": "40"}
    run(*tests, parameters=array, seed=4, options=options)


def test_the_seed_decides_what_is_drawn() -> None:
    shapes = []
    for seed in (5, 5, 6):
        result = run("random_layers", seed=seed, options={"RANDOM_LAYERS": "5"})
        shapes.append([(line["detail"], line["clocks"]) for line in result.cases])
    assert shapes[0] == shapes[1] != shapes[2]


@pytest.mark.parametrize("profile", ["dense", "bursts:sum", "masked:pixel+sparse:weight"])
def test_the_network_under_a_profile(profile: str) -> None:
    result = run("network", options={"LAYERS": "conv_2d_9"}, profiles=(profile,))
    (line,) = result.cases
    assert line["profile"] == profile
    assert line["figures"]["predicted"] is None
    assert line["clocks"] > line["figures"]["q"]
