"""A network in the power-of-two scheme on the array, whose words are as narrow as the network's."""

from __future__ import annotations

import numpy as np
import pytest

from golden import Conv2D, Dense, DepthwiseConv2D, Model
from golden.kraken import ArrayParams, PacketError, lower
from golden.layers.base import Array
from golden.networks.shipped import DIGITS, load_images
from golden.schemes import PowerOfTwo, translated
from golden.streams.frame import DATA
from tests.golden.minting import mint, model_of
from tests.golden.schemes.cases import depthwise_case
from tests.golden.schemes.slow import slow_trace

SMALL = {"rows": 4, "cols": 24, "weight_depth": 100, "kh_max": 3, "kw_max": 3, "s_max": 2}
ARRAYS = {
    "8-bit pixels": ((8, 4), ArrayParams(k_width=4)),
    "8-bit pixels, small": ((8, 4), ArrayParams(k_width=4, **SMALL)),
    "4-bit pixels": ((4, 4), ArrayParams(x_width=4, k_width=4, **SMALL)),
    "2-bit weights": ((5, 2), ArrayParams(x_width=5, k_width=2, **SMALL)),
}


def check(model: Model, inputs: tuple[Array, ...], params: ArrayParams) -> int:
    """Every layer with weights through its packets, against the second definition."""
    expected = slow_trace(model, *inputs)
    done = 0
    for layer in model.layers:
        if isinstance(layer, Conv2D | DepthwiseConv2D | Dense):
            x = expected[layer.inputs[0]]
            plan = lower(layer, x, params)
            sent = [(p, p.sums) for p in plan.sending if p.sums is not None]
            sums = plan.combine([packet.decode(frame.body[DATA]) for packet, frame in sent])
            np.testing.assert_array_equal(sums, layer.accumulate(x))
            y = layer.requantise(sums).reshape(expected[layer.outputs[0]].shape)
            np.testing.assert_array_equal(y, expected[layer.outputs[0]])
            done += 1
    return done


@pytest.fixture(scope="module")
def digits() -> Model:
    return Model.from_tflite(DIGITS)


@pytest.mark.parametrize(("widths", "params"), ARRAYS.values(), ids=ARRAYS)
def test_every_layer_of_a_network(
    digits: Model, widths: tuple[int, int], params: ArrayParams
) -> None:
    images, _ = load_images(DIGITS)
    model = PowerOfTwo(*widths).convert(digits, images[:8])
    assert check(model, translated(digits, model, (images[9:10],)), params) == 10


def test_depthwise() -> None:
    case = depthwise_case(0)
    source = model_of(mint(case.op, case.inputs, case.outputs, case.opts, case.version))
    model = PowerOfTwo(8, 4).convert(source, *case.arrays)
    inputs = translated(source, model, case.arrays)
    assert check(model, inputs, ArrayParams(k_width=4, **SMALL)) == 1


def test_words_wider_than_the_array(digits: Model) -> None:
    images, _ = load_images(DIGITS)
    for widths, params in (((8, 5), ArrayParams(k_width=4)), ((8, 4), ArrayParams(x_width=6))):
        model = PowerOfTwo(*widths).convert(digits, images[:8])
        (x,) = translated(digits, model, (images[9:10],))
        first = model.layers[0]
        assert isinstance(first, Conv2D)
        with pytest.raises(PacketError, match="bits"):
            lower(first, x, params)
