"""The published and our own clocks of the paper's networks, from their layer tables."""

from __future__ import annotations

import pytest

from golden.kraken import ArrayParams, cost
from golden.networks.architectures import ARCHITECTURES
from golden.networks.paper import EFFICIENCY
from golden.networks.paper import clocks as clocks_of_the_paper
from golden.networks.tables import NetworkLayer, convolutions, dense_layers, efficiency

PARAMS = ArrayParams()


def paper_clocks(layer: NetworkLayer) -> int:
    return clocks_of_the_paper(layer.shape, PARAMS)


@pytest.mark.parametrize(
    ("network", "layers", "paper", "ours", "frames_per_second"),
    [
        ("alexnet", 5, 1_182_208, 1_141_728, 350.35),
        ("vgg16", 13, 22_897_728, 22_837_248, 17.52),
        ("resnet50", 53, 6_227_984, 6_211_072, 64.40),
    ],
)
def test_convolutions(
    network: str, layers: int, paper: int, ours: int, frames_per_second: float
) -> None:
    table = convolutions(network)
    assert len(table) == layers
    assert sum(paper_clocks(layer) for layer in table) == paper
    clocks = sum(layer.q(PARAMS) for layer in table)
    assert clocks == ours
    assert round(400e6 / clocks, 2) == frames_per_second


@pytest.mark.parametrize("network", ["vgg16", "resnet50"])
def test_published_efficiency(network: str) -> None:
    table = convolutions(network)
    macs = sum(layer.macs_valid for layer in table)
    clocks = sum(paper_clocks(layer) for layer in table)
    assert round(macs / (clocks * 672), 3) == EFFICIENCY[network]
    assert efficiency(table, PARAMS) > macs / (clocks * 672)


@pytest.mark.parametrize(
    ("network", "clocks"), [("alexnet", 617_472), ("vgg16", 1_299_968), ("resnet50", 22_528)]
)
def test_dense_layers_of_seven_frames(network: str, clocks: int) -> None:
    params = ArrayParams(weight_depth=25088)
    table = dense_layers(network, frames=7)
    assert sum(layer.q(params) for layer in table) == clocks


@pytest.mark.parametrize(
    ("network", "layers", "q", "clocks"),
    [
        ("alexnet", 5, 1_128_768, 1_128_953),
        ("vgg16", 13, 22_837_248, 22_938_119),
        ("resnet50", 53, 5_774_304, 5_776_353),
        ("mobilenet_v1", 27, 1_392_752, 1_471_422),
    ],
)
def test_lowered_networks(network: str, layers: int, q: int, clocks: int) -> None:
    costs = [cost(layer.plan(PARAMS)) for layer in convolutions(network)]
    assert len(costs) == layers
    assert (sum(each.q for each in costs), sum(each.clocks for each in costs)) == (q, clocks)


def test_how_well_lowered_networks_use_the_array() -> None:
    def lowered(network: str) -> tuple[int, int]:
        costs = [cost(layer.plan(PARAMS)) for layer in convolutions(network)]
        return sum(each.clocks for each in costs), sum(each.macs_valid for each in costs)

    clocks, macs = lowered("resnet50")
    assert macs > clocks * 672 * 95 // 100
    clocks, _ = lowered("vgg16")
    assert abs(clocks - 22_837_248) < 22_837_248 // 200
    clocks, _ = lowered("mobilenet_v1")
    assert clocks < 1_600_000


def test_no_layer_takes_longer_than_it_would_plain() -> None:
    """Apart from the clocks of its way through the pipeline, which hardly differ."""
    one = ArrayParams(pixel_buses=1)
    for network in ARCHITECTURES:
        for layer in convolutions(network):
            plain = cost(NetworkLayer(layer.name, layer.shape.one_group).plan(one)).clocks
            assert cost(layer.plan(PARAMS)).clocks <= layer.shape.groups * plain


def test_depthwise_channels_one_after_another() -> None:
    assert sum(layer.q(PARAMS) for layer in convolutions("mobilenet_v1")) == 1_971_200


def test_mobilenet_multiplies_as_often_as_published() -> None:
    """569 million multiplications, those with padding and the dense layer among them."""
    taps = sum(
        s.n * s.h_o * s.w_o * s.kh * s.kw * s.depth * s.co
        for s in (layer.shape for layer in convolutions("mobilenet_v1"))
    )
    assert round((taps + 1024 * 1000) / 1e6) == 569
