"""Configurations of layers: they do what the layers do, value by value, or there are none."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.kraken.stages.activation import ActivationConfig
from golden.kraken.stages.adder import AdderConfig, AdderOp
from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.of_layers import (
    activation_table,
    adder_config,
    pairs,
    right_multiplier,
)
from golden.layers import BUILDERS, Layer
from golden.layers.add import Add
from golden.layers.leaky_relu import LeakyReLU
from golden.layers.multiply import Multiply
from golden.load import load_model
from golden.networks.shipped import DIGITS, load_images
from golden.reference import ReferenceModel
from golden.schemes.convert import translated
from golden.schemes.power_of_two import PowerOfTwo
from tests.golden.minting import T, mint, model_of, options
from tests.golden.strategies import ACTIVATIONS, all_values, scales, zero_points

POWERS = PowerOfTwo()

UNARY = {
    "RELU": None,
    "RELU6": None,
    "RELU_N1_TO_1": None,
    "RELU_0_TO_1": None,
    "LEAKY_RELU": options("LeakyReluOptions", alpha=0.1),
    "LOGISTIC": None,
    "TANH": None,
    "HARD_SWISH": options("HardSwishOptions"),
    "QUANTIZE": options("QuantizeOptions"),
}
"""Operators on single int8 values, and their options."""

OUTPUTS = {"LOGISTIC": (1 / 256, -128), "TANH": (1 / 128, 0)}
"""Scales and zero points that TFLite prescribes."""

VERSIONS = {"RELU_N1_TO_1": 1, "RELU_0_TO_1": 1, "HARD_SWISH": 1}

three_zero_points = st.tuples(zero_points, zero_points, zero_points)
exponents = st.integers(-12, 4)


def through(table: npt.NDArray[np.int8] | None, x: npt.NDArray[np.int8]) -> npt.NDArray[Any]:
    """What the stage makes of x."""
    assert table is not None
    found, _ = ActivationConfig(table).apply(x, np.ones(x.shape, np.bool_))
    return found


@pytest.mark.parametrize("op", UNARY)
@given(scale=scales(), ratio=scales(-6, 6), zero_x=zero_points, zero_y=zero_points)
def test_a_table_does_what_tflite_does(
    op: str, scale: float, ratio: float, zero_x: int, zero_y: int
) -> None:
    content = mint(
        op,
        [T((1, 256), scale, zero_x)],
        [T((1, 256), *OUTPUTS.get(op, (scale * ratio, zero_y)))],
        UNARY[op],
        version=VERSIONS.get(op, 2),
    )
    (layer,) = model_of(content).layers
    (expected,) = ReferenceModel(content).run(all_values())
    assert (through(activation_table(layer), all_values()) == expected).all()


@pytest.mark.parametrize("scheme", [None, PowerOfTwo(), PowerOfTwo(activation_bits=5)])
def test_tables_do_a_network_s_activations(scheme: PowerOfTwo | None) -> None:
    """On a real image, all values of all leaky ReLUs of the digit network."""
    model = load_model(DIGITS)
    x = load_images(DIGITS)[0][:2]
    if scheme is not None:
        source, model = model, scheme.convert(model, x)
        (x,) = translated(source, model, (x,))
    tensors = model.trace(x[:1])
    layers = [layer for layer in model.layers if layer.op in UNARY]
    assert len(layers) == 9
    for layer in layers:
        found = through(activation_table(layer), tensors[layer.inputs[0]])
        assert (found == tensors[layer.outputs[0]]).all()


def test_no_other_operator_has_a_table() -> None:
    """A new operator on single values would have to say so here."""
    others = set(BUILDERS) - set(UNARY)
    assert others & {"ADD", "CONV_2D", "SOFTMAX", "PRELU", "RESHAPE"}
    assert not others & {"ELU", "GELU", "ABS", "NEG", "EXP", "LOG", "SQRT", "SQUARE", "RSQRT"}
    assert activation_table(_add((1.0, 1.0), 2.0, (0, 0, 0), False)) is None


def test_floats_have_no_table() -> None:
    content = mint(
        "QUANTIZE",
        [T((1, 256), dtype=np.float32)],
        [T((1, 256), 0.5, 3)],
        UNARY["QUANTIZE"],
    )
    (layer,) = model_of(content).layers
    assert activation_table(layer) is None


@pytest.mark.parametrize(("source", "target"), [("u1", "i1"), ("i1", "u1"), ("u1", "u1")])
def test_bytes_without_a_sign_have_no_table(source: str, target: str) -> None:
    content = mint(
        "QUANTIZE",
        [T((1, 256), 0.5, 3, dtype=np.dtype(source))],
        [T((1, 256), 0.5, 3, dtype=np.dtype(target))],
        UNARY["QUANTIZE"],
        version=2,
    )
    (layer,) = model_of(content).layers
    assert activation_table(layer) is None


@given(first=exponents, second=exponents, leak=st.floats(0, 1, width=32))
def test_tables_of_powers_of_two(first: int, second: int, leak: float) -> None:
    ratio = 2.0 ** (first - second)
    layer = LeakyReLU(
        input_zero_point=0,
        output_zero_point=0,
        identity=ratio,
        leak=ratio * leak,
        arithmetic=POWERS,
    )
    assert (through(activation_table(layer), all_values()) == layer.exact(all_values())).all()


def _add(
    of_inputs: tuple[float, float],
    of_output: float,
    zeros: tuple[int, int, int],
    subtract: bool,
    **more: Any,
) -> Add:
    return Add(
        scales=of_inputs,
        zero_points=zeros[:2],
        output_scale=of_output,
        output_zero_point=zeros[2],
        subtract=subtract,
        **more,
    )


def assert_does(config: AdderConfig | None, layer: Layer) -> None:
    """The configuration gives what the layer gives for every pair of values."""
    assert config is not None
    first, second = pairs()
    expected = layer.forward(first[None], second[None])
    found, _ = config.apply(first[None], np.ones((1, first.size), np.bool_), second[None])
    assert (found == expected).all()


@pytest.mark.parametrize("op", ["ADD", "SUB"])
@given(
    first=scales(-6, 2),
    ratio=scales(-6, 6),
    output=scales(-4, 6),
    zeros=three_zero_points,
    activation=ACTIVATIONS,
)
def test_sums_of_tflite(
    op: str,
    first: float,
    ratio: float,
    output: float,
    zeros: tuple[int, int, int],
    activation: int,
) -> None:
    second = float(np.float32(first * ratio))
    kind = "AddOptions" if op == "ADD" else "SubOptions"
    content = mint(
        op,
        [T((1, 65536), first, zeros[0]), T((1, 65536), second, zeros[1])],
        [T((1, 65536), max(first, second) * output, zeros[2])],
        options(kind, fusedActivationFunction=activation),
        version=2,
    )
    (layer,) = model_of(content).layers
    config = adder_config(layer)
    assert_does(config, layer)
    assert config is not None
    assert config.op is AdderOp[op]
    assert config.rounding is RequantRounding.DOUBLE


@given(scales(-6, 2), scales(-6, 2), scales(0.1, 8), three_zero_points, ACTIVATIONS)
def test_products_of_tflite(
    first: float, second: float, ratio: float, zeros: tuple[int, int, int], activation: int
) -> None:
    content = mint(
        "MUL",
        [T((1, 65536), first, zeros[0]), T((1, 65536), second, zeros[1])],
        [T((1, 65536), first * second * ratio * 2, zeros[2])],
        options("MulOptions", fusedActivationFunction=activation),
        version=2,
    )
    (layer,) = model_of(content).layers
    config = adder_config(layer)
    assert_does(config, layer)
    assert config is not None
    assert config.op is AdderOp.MUL


@given(exponents, exponents, st.integers(-3, 8), st.booleans())
def test_sums_of_powers_of_two(first: int, second: int, output: int, subtract: bool) -> None:
    """Halves upwards; exact as long as the common scale has all bits of both operands."""
    of_output = 2.0 ** (max(first, second) + output)
    layer = _add((2.0**first, 2.0**second), of_output, (0, 0, 0), subtract, arithmetic=POWERS)
    config = adder_config(layer)
    assert_does(config, layer)
    # Where halves can occur and fall within the bounds only one rounding will do.
    if output == 1 and first == second:
        assert config is not None
        assert config.rounding is RequantRounding.UP


@given(exponents, exponents, st.integers(0, 12))
def test_products_of_powers_of_two(first: int, second: int, ratio: int) -> None:
    layer = Multiply(zero_points=(0, 0), requantiser=POWERS.output_stage(2.0**-ratio, 0, -128, 127))
    config = adder_config(layer)
    assert_does(config, layer)
    if ratio == 4:
        assert config is not None
        assert config.rounding is RequantRounding.UP


def test_a_shift_to_the_left_is_left_to_software() -> None:
    tiny = 2.0**-22
    assert adder_config(_add((1.0, 1.0), tiny, (0, 0, 0), False)) is None
    large = PowerOfTwo().output_stage(2.0, 0, -128, 127)
    assert adder_config(Multiply(zero_points=(0, 0), requantiser=large)) is None


def test_another_layer_is_no_sum() -> None:
    layer = LeakyReLU(input_zero_point=0, output_zero_point=0, identity=1.0, leak=0.1)
    assert adder_config(layer) is None


class Downwards(PowerOfTwo):
    """A scheme that rounds as no stage does."""

    def rescale(self, values: npt.ArrayLike, multiplier: npt.ArrayLike) -> npt.NDArray[np.int64]:
        return np.floor(np.asarray(values) * np.asarray(multiplier)).astype(np.int64)


def test_a_rounding_that_the_stage_lacks_is_left_to_software() -> None:
    layer = _add((1.0, 1.0), 2.0, (0, 0, 0), False, arithmetic=Downwards())
    assert adder_config(layer) is None


@pytest.mark.parametrize(
    ("real", "parts"),
    [
        (1.0, (2**31, 0)),
        (0.5, (2**30, 0)),
        (0.75, (3 * 2**29, 0)),
        (2.0**-31, (2**30, 30)),
        (2.0**-32, (2**30, 31)),
        (2.0**-33, (0, 0)),
        (0.0, (0, 0)),
        (1.0 + 2.0**-30, None),
        (2.0, None),
    ],
)
def test_multipliers(real: float, parts: tuple[int, int] | None) -> None:
    assert right_multiplier(real) == parts
