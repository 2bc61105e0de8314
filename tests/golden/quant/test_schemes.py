"""The power-of-two scheme against a second definition, one value at a time in Python integers."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import Conv2D, Dense, Model, UnsupportedModelError
from golden.cli import main
from golden.layers.leaky_relu import LeakyReLU
from golden.networks.shipped import DIGITS, load_images
from golden.quant.schemes import Format, PowerOfTwo
from golden.quant.schemes.network import SchemeModel
from golden.quant.schemes.power_of_two import best_format, dyadic
from tests.golden.minting import T, mint, model_of, options
from tests.golden.strategies import data


def shifted(value: int, multiplier: float) -> int:
    """floor(value * multiplier + 1/2), the multiplier cut to seven bits."""
    mantissa, shift = dyadic(multiplier)
    return math.floor(Fraction(value * mantissa) / Fraction(2) ** shift + Fraction(1, 2))


def clamped(value: int, form: Format) -> int:
    return min(max(value, form.low), form.high)


@given(st.integers(-(2**30), 2**30), st.integers(-20, 4))
def test_powers_of_two_shift(value: int, exponent: int) -> None:
    wanted = math.floor(Fraction(value) * Fraction(2) ** exponent + Fraction(1, 2))
    assert PowerOfTwo().rescale(np.array([value]), 2.0**exponent) == wanted


@given(st.integers(-(2**20), 2**20), st.floats(2.0**-12, 4.0))
def test_other_multipliers_have_seven_bits(value: int, multiplier: float) -> None:
    mantissa, shift = dyadic(multiplier)
    assert mantissa < 2**7 + 1
    assert mantissa % 2 == 1
    assert abs(Fraction(mantissa) / Fraction(2) ** shift / Fraction(multiplier) - 1) <= 2**-7
    assert PowerOfTwo().rescale(np.array([value]), multiplier) == shifted(value, multiplier)


@given(st.integers(0, 2**32 - 1), st.integers(2, 8), st.floats(-20, 20))
def test_formats_are_the_best_of_all_powers(seed: int, bits: int, size: float) -> None:
    samples = np.random.default_rng(seed).normal(0, 2.0**size, 200)
    form = best_format(samples, bits)
    assert math.log2(form.scale).is_integer()
    assert (form.zero_point, form.low, form.high) == (0, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)

    def error(scale: float) -> float:
        other = Format(scale, 0, form.low, form.high)
        return float(np.square(other.real(other.store(samples)) - samples).mean())

    assert error(form.scale) <= error(form.scale * 2)
    # Seen from the best scale, both neighbours are worse, unless four were not enough to get there.
    reach = np.abs(samples).max() / form.high
    if form.scale > 2.0 ** (math.ceil(math.log2(reach)) - 3):
        assert error(form.scale) <= error(form.scale / 2)


@pytest.mark.parametrize(("activation_bits", "weight_bits"), [(8, 8), (5, 3), (2, 8)])
def test_digits_follow_the_definition(activation_bits: int, weight_bits: int) -> None:
    model = Model.from_tflite(DIGITS)
    images, _ = load_images(DIGITS)
    scheme = SchemeModel(model, PowerOfTwo(activation_bits, weight_bits), images[:8])
    real = model.tensors[model.inputs[0]].dequantise(images[8:9])
    found = scheme.trace(real)
    rng = np.random.default_rng(0)
    checked = 0
    for layer in model.layers:
        y = found[layer.outputs[0]]
        if layer.outputs[0] not in scheme.formats:
            continue
        source, target = scheme.formats[layer.inputs[0]], scheme.formats[layer.outputs[0]]
        assert target.low <= y.min()
        assert y.max() <= target.high
        x = found[layer.inputs[0]]
        places = [tuple(int(rng.integers(n)) for n in y.shape) for _ in range(12)]
        if isinstance(layer, LeakyReLU):
            for place in places:
                value, ratio = int(x[place]), source.scale / target.scale
                slope = 1.0 if value >= 0 else layer.leak / layer.identity
                assert y[place] == clamped(shifted(value, slope * ratio), target)
        elif isinstance(layer, Conv2D | Dense):
            operator = model.graph.operators[int(layer.name.rpartition("_")[2])]
            scales = operator.input(1).scales.astype(np.float64)
            kernel_format = best_format(layer.kernel * scales, weight_bits)
            assert np.log2(kernel_format.scale).is_integer()
            kernel = kernel_format.store(layer.kernel * scales)
            unit = source.scale * kernel_format.scale
            for place in places:
                channel = place[-1]
                total = round(
                    float(layer.bias[channel]) * float(operator.input(0).scale)
                    * scales[channel] / unit
                )  # fmt: skip
                total += sum_at(layer, kernel, x, place)
                assert y[place] == clamped(shifted(total, unit / target.scale), target)
        else:
            assert target == source
            assert set(np.unique(y)) <= set(np.unique(found[layer.inputs[-1]])) | set(np.unique(x))
            continue
        checked += len(places)
    assert checked == 12 * 19


def sum_at(layer: Conv2D | Dense, kernel: np.ndarray, x: np.ndarray, place: tuple) -> int:
    """The sum of one output, one multiplication after the other."""
    if isinstance(layer, Dense):
        return sum(int(a) * int(b) for a, b in zip(x[place[0]], kernel[:, place[1]], strict=True))
    n, ho, wo, co = place
    top, _, left, _ = layer.padding(*x.shape[1:3])
    total = 0
    for i, j, c in np.ndindex(*kernel.shape[:3]):
        h, w = ho * layer.stride[0] + i - top, wo * layer.stride[1] + j - left
        if 0 <= h < x.shape[1] and 0 <= w < x.shape[2]:
            total += int(x[n, h, w, c]) * int(kernel[i, j, c, co])
    return total


def test_eight_bits_recognise_digits() -> None:
    model = Model.from_tflite(DIGITS)
    images, labels = load_images(DIGITS)
    real = model.tensors[model.inputs[0]].dequantise(images)
    scores = {
        bits: (SchemeModel(model, PowerOfTwo(bits, bits), images[:16]).predict(real).argmax(-1)
               == labels).mean()
        for bits in (8, 4, 2)
    }  # fmt: skip
    assert scores[8] >= 0.96
    assert scores[4] >= 0.9
    assert scores[2] < scores[8]


def test_what_schemes_do_not_do_is_named() -> None:
    content = mint("HARD_SWISH", [T((1, 8), 0.1)], [T((1, 8), 0.1)], options("HardSwishOptions"))
    with pytest.raises(UnsupportedModelError, match=r"hard_swish_0.*not done in quantisation"):
        SchemeModel(model_of(content), PowerOfTwo(), data(1, (4, 8)))


@pytest.mark.parametrize("bits", [1, 9])
def test_widths_out_of_range(bits: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="2 to 8"):
        PowerOfTwo(bits, 8)
    assert main(["scheme", str(DIGITS), "--weight-bits", str(bits)]) == 2
    assert "must lie from 2 to 8" in capsys.readouterr().err


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scheme", str(DIGITS), "--activation-bits", "6"]) == 0
    out = capsys.readouterr().out
    assert "-32..31" in out
    assert "power-of-two, 6-bit activations, 8-bit weights: agrees" in out
