"""The published and our own clocks of the paper's networks, from their layer tables."""

from __future__ import annotations

import pytest

from golden.kraken import ArrayParams, Tiling
from golden.networks.tables import (
    CONVOLUTIONS,
    DENSE_SIZES,
    NetworkLayer,
    dense_layers,
    efficiency,
)

PARAMS = ArrayParams()


def paper_clocks(layer: NetworkLayer) -> int:
    """The paper's formula: blocks by input rows, one clock lost a column when K_W > 1."""
    s = layer.shape
    blocks = -(-s.h // (PARAMS.rows * s.sh))
    lost = int(s.kw > 1)
    return layer.groups * Tiling(s, PARAMS).t * s.n * blocks * s.w * (lost + s.ci * s.kh)


@pytest.mark.parametrize(
    ("network", "layers", "paper", "ours", "frames_per_second"),
    [
        ("AlexNet", 5, 1_182_208, 1_141_728, 350.35),
        ("VGG-16", 13, 22_897_728, 22_837_248, 17.52),
        ("ResNet-50", 53, 6_227_984, 6_211_072, 64.40),
    ],
)
def test_convolutions(
    network: str, layers: int, paper: int, ours: int, frames_per_second: float
) -> None:
    table = CONVOLUTIONS[network]()
    assert len(table) == layers
    assert sum(paper_clocks(layer) for layer in table) == paper
    clocks = sum(layer.q(PARAMS) for layer in table)
    assert clocks == ours
    assert round(400e6 / clocks, 2) == frames_per_second


@pytest.mark.parametrize(("network", "published"), [("VGG-16", 0.965), ("ResNet-50", 0.883)])
def test_published_efficiency(network: str, published: float) -> None:
    table = CONVOLUTIONS[network]()
    macs = sum(layer.macs_valid for layer in table)
    clocks = sum(paper_clocks(layer) for layer in table)
    assert round(macs / (clocks * 672), 3) == published
    assert efficiency(table, PARAMS) > macs / (clocks * 672)


@pytest.mark.parametrize(
    ("network", "clocks"), [("AlexNet", 617_472), ("VGG-16", 1_299_968), ("ResNet-50", 22_528)]
)
def test_dense_layers_of_seven_frames(network: str, clocks: int) -> None:
    params = ArrayParams(weight_depth=25088)
    table = dense_layers(DENSE_SIZES[network], frames=7)
    assert sum(layer.q(params) for layer in table) == clocks
