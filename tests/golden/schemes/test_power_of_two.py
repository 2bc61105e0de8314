"""The power-of-two scheme: formats, shifts, and a real network against a second definition."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden import Conv2D, InputError, Model, Requantiser, UnsupportedModelError
from golden.graph import Graph, Operator, Quantization, Tensor
from golden.networks.shipped import DIGITS, load_images
from golden.quant.fast import FastRequantiser
from golden.schemes import Format, PowerOfTwo, translated
from golden.schemes.comparison import compare_real
from golden.schemes.power_of_two import ShiftStage, best_format, dyadic
from tests.golden.schemes.slow import nearest, seven_bits, slow_trace
from tests.golden.strategies import SEEDS, bias, data


@pytest.fixture(scope="module")
def digits() -> Model:
    return Model.from_tflite(DIGITS)


@given(st.integers(-(2**30), 2**30), st.integers(-200, 20))
def test_powers_of_two_shift(value: int, exponent: int) -> None:
    wanted = nearest(Fraction(value) * Fraction(2) ** exponent)
    assert PowerOfTwo().rescale(np.array([value]), 2.0**exponent) == wanted


@given(st.integers(-(2**20), 2**20), st.floats(2.0**-12, 4.0))
def test_other_multipliers_have_seven_bits(value: int, multiplier: float) -> None:
    mantissa, shift = dyadic(multiplier)
    assert mantissa < 2**7 + 1
    assert mantissa % 2 == 1
    assert Fraction(mantissa) / Fraction(2) ** shift == seven_bits(Fraction(multiplier))
    wanted = nearest(value * seven_bits(Fraction(multiplier)))
    assert PowerOfTwo().rescale(np.array([value]), multiplier) == wanted


@given(
    sums=st.lists(st.integers(-(2**31), 2**31 - 1), min_size=3, max_size=3),
    exponents=st.lists(st.integers(-40, 4), min_size=3, max_size=3),
    bits=st.integers(2, 8),
    zero_point=st.integers(-1, 1),
)
def test_sums_become_words_by_shifts(
    sums: list[int], exponents: list[int], bits: int, zero_point: int
) -> None:
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    stage = ShiftStage(2.0 ** np.array(exponents, float), zero_point, low, high)
    wanted = [
        min(max(nearest(Fraction(s) * Fraction(2) ** e) + zero_point, low), high)
        for s, e in zip(sums, exponents, strict=True)
    ]
    given_sums = np.array([sums], np.int32)
    assert stage(given_sums).tolist() == [wanted]
    at = np.array([2, 0, 1])
    assert stage.exact_at(given_sums[0, at], at).tolist() == [wanted[c] for c in at]
    assert stage.of_channels(slice(1, 3)).exact(given_sums[:, 1:]).tolist() == [wanted[1:]]


@pytest.mark.parametrize("exponent", range(-12, 3))
@pytest.mark.parametrize("mantissa", [1, 77])
def test_the_fast_path_has_every_tie(exponent: int, mantissa: int) -> None:
    stage = ShiftStage(mantissa * 2.0**exponent, 1, -8, 7)
    sums = np.arange(-(2**17), 2**17)[:, None]
    out = np.empty(sums.shape, np.int8)
    FastRequantiser(stage, np.zeros(1, np.int64), 2**18)(sums.astype(np.float32), out)
    assert np.array_equal(out, stage.exact(sums.astype(np.int32)))


@given(seed=SEEDS, exponents=st.lists(st.integers(-12, 0), min_size=4, max_size=4))
def test_a_layer_is_its_two_halves(seed: int, exponents: list[int]) -> None:
    layer = Conv2D(
        kernel=data(seed, (3, 3, 2, 4)),
        bias=bias(seed, 4, 1000),
        pad="SAME",
        groups=2,
        requantiser=ShiftStage(2.0 ** np.array(exponents, float), 0, -16, 15),
    )
    x = data(seed + 1, (2, 5, 6, 4))
    assert np.array_equal(layer.forward(x), layer.requantise(layer.accumulate(x)))


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


@given(SEEDS, st.integers(2, 8))
def test_counts_stand_for_repetitions(seed: int, bits: int) -> None:
    rng = np.random.default_rng(seed)
    values, counts = rng.normal(0, 3, 20), rng.integers(1, 9, 20)
    assert best_format(values, bits, counts) == best_format(np.repeat(values, counts), bits)


@pytest.mark.parametrize(("activation_bits", "weight_bits"), [(8, 4), (4, 4), (5, 3), (2, 8)])
def test_digits_follow_the_definition(
    digits: Model, activation_bits: int, weight_bits: int
) -> None:
    """Every value of every tensor, and the real numbers beside them."""
    images, _ = load_images(DIGITS)
    model = PowerOfTwo(activation_bits, weight_bits).convert(digits, images[:8])
    (x,) = translated(digits, model, (images[8:9],))
    found, expected = model.trace(x), slow_trace(model, x)
    assert len(expected) == len(digits.layers) + 1
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)
    assert [layer.op for layer in model.layers] == [layer.op for layer in digits.layers]
    assert not any(entry.wrong for entry in compare_real(model, (x,)))


def test_eight_bits_recognise_digits(digits: Model) -> None:
    images, labels = load_images(DIGITS)
    scores = {}
    for bits in (8, 4, 2):
        model = PowerOfTwo(bits, bits).convert(digits, images[:16])
        y = model.predict(*translated(digits, model, (images,)))
        scores[bits] = (y.argmax(-1) == labels).mean()
    assert scores[8] >= 0.96
    assert scores[4] >= 0.9
    assert scores[2] < scores[8]


def test_any_batch_gives_what_single_images_give(digits: Model) -> None:
    images, _ = load_images(DIGITS)
    model = PowerOfTwo(8, 4).convert(digits, images[:4])
    (x,) = translated(digits, model, (images[:5],))
    singly = np.concatenate([model.predict(x[i : i + 1]) for i in range(5)])
    assert np.array_equal(model.predict(x), singly)


def test_the_source_stays_as_it_was(digits: Model) -> None:
    images, _ = load_images(DIGITS)
    before = digits.predict(images[:2])
    PowerOfTwo(3, 3).convert(digits, images[:4])
    assert np.array_equal(digits.predict(images[:2]), before)
    first = digits.layers[0]
    assert isinstance(first, Conv2D)
    assert isinstance(first.requantiser, Requantiser)


def test_words_beyond_the_format_are_refused(digits: Model) -> None:
    images, _ = load_images(DIGITS)
    model = PowerOfTwo(4, 4).convert(digits, images[:4])
    with pytest.raises(InputError, match=r"takes words -8 to 7, not 0 to 9"):
        model.predict(np.arange(784, dtype=np.int8).reshape(1, 28, 28, 1) % 10)


def test_what_cannot_be_converted(digits: Model) -> None:
    images, _ = load_images(DIGITS)
    with pytest.raises(InputError, match="at least one sample"):
        PowerOfTwo().convert(digits, images[:0])
    with pytest.raises(InputError, match="takes int8"):
        PowerOfTwo().convert(digits, images[:4, :5])
    model = PowerOfTwo().convert(digits, images[:4])
    with pytest.raises(InputError, match="in a scheme already"):
        PowerOfTwo().convert(model, images[:4])


@pytest.mark.parametrize("bits", [1, 9])
def test_widths_out_of_range(bits: int) -> None:
    with pytest.raises(InputError, match=f"activation width is {bits} bits.*2 to 8"):
        PowerOfTwo(bits, 8)
    with pytest.raises(InputError, match=f"weight width is {bits} bits.*2 to 8"):
        PowerOfTwo(8, bits)


def quantised(index: int, name: str, shape: tuple[int, ...], scale: float,
              array: np.ndarray | None = None) -> Tensor:  # fmt: skip
    quantization = Quantization(np.array([scale], np.float32), np.zeros(1, np.int64))
    dtype = np.dtype(np.int8) if array is None else array.dtype
    return Tensor(index, name, shape, dtype, quantization, array)


def sharing(bias_reach: int) -> Model:
    """Two dense layers one after the other, with one kernel and one bias, and the kernel added."""
    x, h, y, z = (
        quantised(i, n, (4, 4), s)
        for i, (n, s) in enumerate(zip("xhyz", (1, 2, 4, 4), strict=True))
    )
    kernel = quantised(4, "kernel", (4, 4), 0.01, data(1, (4, 4)))
    offsets = quantised(5, "bias", (4,), 0.01, bias(2, 4, bias_reach))
    operators = tuple(
        Operator(i, "FULLY_CONNECTED", (source, kernel, offsets), (target,), {})
        for i, (source, target) in enumerate(((x, h), (h, y)))
    )
    add = Operator(2, "ADD", (y, kernel), (z,), {})
    return Model(Graph((x, h, y, z, kernel, offsets), (*operators, add), (x,), (z,)))


def test_shared_constants_get_a_format_for_each_use() -> None:
    source = sharing(2000)
    model = PowerOfTwo(8, 3).convert(source, data(3, (8, 4)).reshape(8, 4)[:4])
    found = model.trace(data(4, (4, 4)))
    expected = slow_trace(model, data(4, (4, 4)))
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)
    first, second, add = model.graph.operators
    assert first.input(1).words == second.input(1).words == (-4, 3)
    assert add.input(1).words == (-128, 127)
    for operator in (first, second):
        product = float(operator.input(0).scale) * float(operator.input(1).scale)
        assert float(operator.input(2).scale) == product
    names = [tensor.name for tensor in model.graph.tensors]
    assert len(set(names)) == len(names) == 9  # two kernels, two biases, the operand


def test_a_fine_sum_cannot_hold_any_bias() -> None:
    source = sharing(2**31 - 1)
    with pytest.raises(UnsupportedModelError, match=r"operator 0 .*bias of .* does not fit 32"):
        PowerOfTwo(8, 8).convert(source, np.ones((4, 4), np.int8))


@pytest.mark.parametrize("widths", [(8, 4), (3, 8)])
def test_constants_are_the_nearest(digits: Model, widths: tuple[int, int]) -> None:
    """Weights and biases, one by one, from what TFLite's file says in real numbers."""
    model = PowerOfTwo(*widths).convert(digits, load_images(DIGITS)[0][:8])
    seen = 0
    for old, new in zip(digits.graph.operators, model.graph.operators, strict=True):
        if old.op not in ("CONV_2D", "FULLY_CONNECTED"):
            continue
        scales = [Fraction(s) for s in old.input(1).scales.tolist()]
        unit = Fraction(float(new.input(1).scale))
        low, high = new.input(1).words
        assert (low, high) == (-(2 ** (widths[1] - 1)), 2 ** (widths[1] - 1) - 1)
        before, after = old.constant(1), new.constant(1)
        rng = np.random.default_rng(seen)
        for place in zip(*(rng.integers(n, size=200) for n in before.shape), strict=True):
            real = int(before[place]) * scales[place[0] if len(scales) > 1 else 0]
            assert after[place] == min(max(round(real / unit), low), high)
        source = Fraction(float(old.input(0).scale))
        target = Fraction(float(new.input(0).scale))
        for channel, (steps, other) in enumerate(
            zip(old.constant(2).tolist(), new.constant(2).tolist(), strict=True)
        ):
            real = steps * source * scales[channel if len(scales) > 1 else 0]
            assert other == round(real / (target * unit))
        seen += 1
    assert seen == 10


@pytest.mark.parametrize("bits", [8, 4])
def test_formats_follow_from_what_tensors_hold(digits: Model, bits: int) -> None:
    """Of the calibration's samples and of no others; copies share one format."""
    images, _ = load_images(DIGITS)
    model = PowerOfTwo(bits, 8).convert(digits, images[:5])
    real = {
        name: digits.tensors[name].dequantise(array)
        for name, array in digits.trace(images[:5]).items()
    }
    groups = [[name] for name in real]
    for layer in digits.layers:
        if layer.op in ("MAX_POOL_2D", "SPACE_TO_DEPTH", "CONCATENATION", "RESHAPE"):
            ends = {*layer.inputs, *layer.outputs}
            joined = [name for group in groups if ends & set(group) for name in group]
            groups = [group for group in groups if not ends & set(group)] + [joined]
    assert len(groups) == len(real) - 5
    for group in groups:
        values = np.concatenate([real[name].ravel() for name in group]).astype(np.float64)
        form = best_format(values, bits)
        for name in group:
            tensor = model.tensors[name]
            assert (float(tensor.scale), *tensor.words) == (form.scale, form.low, form.high)


def test_steps_tell_the_multiplier_of_a_channel() -> None:
    one = ShiftStage(0.375, 0, -128, 127)
    each = ShiftStage(np.array([0.5, 0.375, 2.0]), 0, -128, 127)
    assert each.steps(1) == one.steps(0)
    assert each.steps(1).startswith("multiplier 0.375 = 3 * 2**-3")
    assert each.steps(2).startswith("multiplier 2 = ")
    assert [one.steps(channel) for channel in range(7)] == [one.steps(0)] * 7
