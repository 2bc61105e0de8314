"""Every operator of golden in the power-of-two scheme, against the second definition."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden import Model, load_model
from golden.layers import BUILDERS
from golden.layers.base import Array
from golden.schemes import PowerOfTwo, translated
from golden.schemes.comparison import compare_real
from golden.schemes.storage import save_model
from tests.golden.minting import Case, mint, model_of
from tests.golden.schemes.cases import cases
from tests.golden.schemes.slow import SLOW, slow_trace

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
    again = load_model(tmp_path / "x.golden").trace(*inputs)
    for name, array in found.items():
        np.testing.assert_array_equal(again[name], array)


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
