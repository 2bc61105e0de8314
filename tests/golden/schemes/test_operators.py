"""Every operator of golden in the power-of-two scheme, against the second definition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from golden import Model, load_model
from golden.layers import BUILDERS
from golden.layers.base import Array
from golden.schemes import PowerOfTwo, translated
from golden.schemes.comparison import compare_real
from golden.schemes.storage import save_model
from tests.golden.minting import Case, T, mint, model_of, options
from tests.golden.schemes.cases import cases
from tests.golden.schemes.slow import SLOW, slow_trace
from tests.golden.strategies import data

CASES = cases()
WIDTHS = [(bits, bits) for bits in range(2, 9)] + [(8, 4), (4, 8), (5, 3)]


def converted(
    case: Case, activation_bits: int, weight_bits: int
) -> tuple[Model, tuple[Array, ...]]:
    """The case's model in the scheme, and its arrays as that takes them."""
    model = model_of(mint(case.op, case.inputs, case.outputs, case.opts, case.version))
    other = PowerOfTwo(activation_bits, weight_bits).convert(model, *case.arrays)
    return other, translated(model, other, case.arrays)


def test_every_operator_has_a_case() -> None:
    assert {case.op for case in CASES} == set(BUILDERS) == set(SLOW)


@pytest.mark.parametrize("case", CASES, ids=[f"{i}-{c.op}" for i, c in enumerate(CASES)])
@pytest.mark.parametrize("widths", WIDTHS, ids=[f"{a}:{w}" for a, w in WIDTHS])
def test_words_follow_the_definition(case: Case, widths: tuple[int, int], tmp_path: Path) -> None:
    model, inputs = converted(case, *widths)
    found = model.trace(*inputs)
    expected = slow_trace(model, *inputs)
    assert found.keys() == expected.keys()
    low, high = -(2 ** (widths[0] - 1)), 2 ** (widths[0] - 1) - 1
    for name, array in found.items():
        tensor = model.tensors[name]
        assert array.dtype == tensor.dtype
        np.testing.assert_array_equal(array, expected[name], err_msg=name)
        if tensor.quantization is not None:
            assert (tensor.zero_point, tensor.words) == (0, (low, high))
            assert array.dtype == np.int8
            assert array.min() >= low
            assert array.max() <= high
    assert not any(entry.wrong for entry in compare_real(model, inputs))
    save_model(model, tmp_path / "x.golden")
    again = load_model(tmp_path / "x.golden")
    for name, array in again.trace(*inputs).items():
        np.testing.assert_array_equal(array, found[name])
    assert [repr(t) for t in again.graph.tensors] == [repr(t) for t in model.graph.tensors]


COMPUTING = [case for case in CASES if case.outputs[0].scale is not None]


@pytest.mark.parametrize(("words", "coarser"), [((-1, 0), 1), ((-3, 2), 1), ((-128, 127), 8)])
@pytest.mark.parametrize("case", COMPUTING, ids=[f"{i}-{c.op}" for i, c in enumerate(COMPUTING)])
def test_formats_that_no_calibration_would_choose(
    case: Case, words: tuple[int, int], coarser: int
) -> None:
    """Nearly all values saturate at words so narrow; a coarse scale rounds many halves."""
    model, inputs = converted(case, 8, 8)
    if model.layers[0].one_format:
        return
    graph = model.graph
    (operator,) = graph.operators
    (output,) = operator.outputs
    assert output.quantization is not None
    form = replace(output.quantization, words=words, scales=output.scales * np.float32(coarser))
    other = replace(output, quantization=form)
    changed = Model(
        replace(
            graph,
            tensors=tuple(other if t is output else t for t in graph.tensors),
            operators=(replace(operator, outputs=(other,)),),
            outputs=(other,),
        )
    )
    (y,) = changed.run(*inputs)
    np.testing.assert_array_equal(y, slow_trace(changed, *inputs)[output.name])
    assert words[0] <= y.min()
    assert y.max() == words[1] or coarser > 1


def test_shares_of_a_softmax_have_16_bits() -> None:
    """So many values that one or the other lies where 15 bits, or 17, round to another word."""
    shape = (512, 16)
    x = data(40, shape)
    case = Case(
        "SOFTMAX", [T(shape, 0.03)], [T(shape, 1 / 256, -128)],
        options("SoftmaxOptions", beta=1.0), (x,), 2,
    )  # fmt: skip
    model, inputs = converted(case, 8, 8)
    (y,) = model.run(*inputs)
    np.testing.assert_array_equal(y, slow_trace(model, *inputs)[model.outputs[0]])


@pytest.mark.parametrize("case", CASES, ids=[f"{i}-{c.op}" for i, c in enumerate(CASES)])
def test_what_a_word_says_is_near(case: Case) -> None:
    """Eight bits of another kind say about the same as TFLite's eight bits."""
    model = model_of(mint(case.op, case.inputs, case.outputs, case.opts, case.version))
    other, inputs = converted(case, 8, 8)
    for name, before, after in zip(
        model.outputs, model.run(*case.arrays), other.run(*inputs), strict=True
    ):
        old, new = model.tensors[name], other.tensors[name]
        if old.quantization is None:
            assert np.allclose(before, after, atol=0.1)
            continue
        low, high = old.dequantise(np.array(old.words))
        wanted, actual = old.dequantise(before), new.dequantise(after).clip(low, high)
        # Inputs, weights and output are off by half a step each, of a hundred or so.
        reach = max(float(np.abs(wanted).max()), float(new.scale) * 8)
        assert np.abs(wanted - actual).max() <= reach / 8
