"""A real network on the array: every layer's packets against the layer, and what they cost."""

from __future__ import annotations

import numpy as np
import pytest

from golden import Conv2D, Dense, DepthwiseConv2D, Model
from golden.kraken import ArrayParams, cost, lower
from golden.networks.shipped import DIGITS, load_images
from tests.golden.kraken.packets import decoded

ARRAYS = {
    "7x96": ArrayParams(),
    "4x24": ArrayParams(rows=4, cols=24),
    "3x5, shallow": ArrayParams(rows=3, cols=5, weight_depth=64, out_channels=2, s_max=2),
    "odd": ArrayParams(rows=5, cols=17, kh_max=2, kw_max=2, s_max=1, weight_depth=100),
}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.from_tflite(DIGITS)


@pytest.mark.parametrize("params", ARRAYS.values(), ids=ARRAYS)
def test_every_layer(model: Model, params: ArrayParams) -> None:
    images, _ = load_images(DIGITS)
    tensors = model.trace(images[:1])
    layers = [
        layer for layer in model.layers if isinstance(layer, Conv2D | DepthwiseConv2D | Dense)
    ]
    assert len(layers) > 3
    for layer in layers:
        x = tensors[layer.inputs[0]]
        plan = lower(layer, x, params)
        sums = plan.combine([decoded(packet) for packet in plan.sending])
        np.testing.assert_array_equal(sums, layer.accumulate(x))
        y = layer.requantise(sums)
        np.testing.assert_array_equal(y, tensors[layer.outputs[0]])


def test_cost_of_a_layer(model: Model) -> None:
    params = ARRAYS["7x96"]
    layer = next(layer for layer in model.layers if isinstance(layer, Conv2D))
    images, _ = load_images(DIGITS)
    plan = lower(layer, model.trace(images[:1])[layer.inputs[0]], params)
    (packet,) = plan.packets
    line = cost(plan)
    tiling = packet.tiling
    assert (line.name, line.op, line.packets) == (layer.name, "CONV_2D", 1)
    assert (line.g, line.e, line.t, line.l) == (tiling.g, tiling.e, tiling.t, tiling.l)
    assert line.q == tiling.q < line.clocks
    assert line.bound in line.prediction.demand
    assert line.efficiency == tiling.efficiency
    assert line.utilisation == line.macs_valid / (line.clocks * 672)
    assert line.way == plan.way == "plain"


def test_network_that_no_packet_can_do(model: Model) -> None:
    """The odd array does most layers only as matrix products: its test above is no plain case."""
    images, _ = load_images(DIGITS)
    tensors = model.trace(images[:1])
    for layer in model.layers:
        if isinstance(layer, Conv2D) and layer.kernel.shape[0] > 2:
            plan = lower(layer, tensors[layer.inputs[0]], ARRAYS["odd"])
            assert {packet.shape.kh for packet in plan.packets} == {1}
            return
    raise AssertionError("the network has no layer that is too large")
