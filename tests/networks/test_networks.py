"""Networks on the accelerator, layer by layer and as a whole, on both simulators.

The usual run takes layers of the shipped network. The mark `networks` (`make test-networks`) has
all that is long or has to be fetched or built first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from sim.cosim.job import read_job
from sim.cosim.result import CosimResult
from sim.cosim.start import cosimulate

SMALL = {"SIM": "icarus", "ROWS": "4", "COLS": "24"}
LARGE = {"SIM": "verilator", "ROWS": "7", "COLS": "96"}
ARRAYS = {"icarus": SMALL, "verilator": LARGE}

LAYERS: dict[str, dict[str, Sequence[str]]] = {
    "digits": {
        "icarus": ("conv_2d_0", "conv_2d_5", "fully_connected_22"),
        "verilator": ("conv_2d_0", "max_pool_2d_2", "conv_2d_7", "fully_connected_22"),
    },
    "resnet8": {
        "icarus": ("conv_2d_0", "conv_2d_6"),
        "verilator": ("conv_2d_1", "add_3", "average_pool_2d_12"),
    },
    "ds_cnn": {"icarus": ("depthwise_conv_2d_2",), "verilator": ("conv_2d_1", "conv_2d_3")},
    "autoencoder": {"icarus": ("fully_connected_2",), "verilator": ("fully_connected_10",)},
}
"""Layers of a network that run by themselves, the golden model feeding them.

Icarus simulates two thousand clocks a second of the whole accelerator: it gets the small ones.
"""
WHOLE = (
    "digits",
    "resnet8",
    "ds_cnn",
    "visual_wake_words",
    "autoencoder",
    "rock_paper_scissors",
    "keyword_spotting_mobilenetv2",
    "tflite_micro_magic_wand",
    "tflite_micro_speech",
    "yolov2_small",
)
"""Networks that run from their input to their answer, each layer fed by the one before."""
USUAL = ("digits",)
"""They ship; the others are fetched or built first."""


def run(model: str, **words: str) -> CosimResult:
    return cosimulate(read_job({"MODEL": model, **words}))


def marked(cases: Iterable[tuple[str, ...]], few: bool = True) -> list[Any]:
    return [
        pytest.param(
            *case,
            id="-".join(case),
            marks=[] if few and case[0] in USUAL else [pytest.mark.networks],
        )
        for case in cases
    ]


def check(result: CosimResult) -> None:
    """It passed, and each step took the clocks that the model says."""
    assert result.verdict == "passed", result.run.why()
    for row in result.run.cases:
        assert row["verdict"] == "passed"
        if row["clocks"]:
            assert row["figures"]["predicted"] == row["clocks"], row["case"]
    assert result.predicted == result.clocks


@pytest.mark.parametrize(
    ("network", "layer", "simulator"),
    marked(
        (network, layer, simulator)
        for network, chosen in LAYERS.items()
        for simulator, layers in chosen.items()
        for layer in layers
    ),
)
def test_a_layer(network: str, layer: str, simulator: str) -> None:
    result = run(network, LAYERS=layer, FEED="golden", **ARRAYS[simulator])
    check(result)
    (row,) = result.run.cases
    assert layer in row["figures"]["layers"].split("+")


@pytest.mark.parametrize(("network", "simulator"), marked((n, "verilator") for n in WHOLE))
def test_a_whole_network(network: str, simulator: str) -> None:
    result = run(network, **ARRAYS[simulator])
    check(result)
    assert result.whole
    assert result.frames_per_second
    assert result.outputs
    assert all(output["equal"] for output in result.outputs)
    assert all(answer.ours == answer.tflite for answer in result.answers)


@pytest.mark.networks
@pytest.mark.parametrize("network", ["digits", "tflite_micro_magic_wand", "autoencoder_example"])
def test_a_whole_network_on_icarus(network: str) -> None:
    check(run(network, **SMALL))


@pytest.mark.networks
@pytest.mark.parametrize("network", ["resnet8", "rock_paper_scissors"])
def test_simulations_side_by_side_say_the_same(network: str) -> None:
    one, two = (run(network, JOBS=jobs, **LARGE) for jobs in ("1", "2"))
    check(two)
    assert verdicts(one) == verdicts(two)


def verdicts(result: CosimResult) -> list[Any]:
    """What each step says of itself, whatever fed it."""
    return [(row["case"], row["beats"], row["clocks"], row["verdict"]) for row in result.run.cases]


@pytest.mark.networks
@pytest.mark.parametrize("network", ["digits", "resnet8"])
def test_a_network_whose_ports_are_held_back(network: str) -> None:
    result = run(network, PROFILES="bursts", **LARGE)
    assert result.verdict == "passed", result.run.why()
    assert result.predicted is None
