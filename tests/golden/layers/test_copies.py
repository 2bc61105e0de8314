"""Operators that only move values, against TFLite's reference kernels."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, constant, options
from tests.golden.strategies import SEEDS, data, shapes


@given(SEEDS, shapes, st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
def test_concatenation(
    seed: int, shape: tuple[int, ...], lengths: list[int], more: st.DataObject
) -> None:
    axis = more.draw(st.integers(-len(shape), len(shape) - 1))
    parts = [
        tuple(length if i == axis % len(shape) else n for i, n in enumerate(shape))
        for length in lengths
    ]
    joined = tuple(sum(lengths) if i == axis % len(shape) else n for i, n in enumerate(shape))
    Case(
        "CONCATENATION",
        [T(part, 0.5, -3) for part in parts],
        [T(joined, 0.5, -3)],
        options("ConcatenationOptions", axis=axis),
        arrays=tuple(data(seed + i, part) for i, part in enumerate(parts)),
        version=2,
    ).check()


@given(SEEDS, *[st.integers(1, 4)] * 5)
def test_space_to_depth(
    seed: int, batch: int, rows: int, columns: int, channels: int, block: int
) -> None:
    shape = (batch, rows * block, columns * block, channels)
    Case(
        "SPACE_TO_DEPTH",
        [T(shape, 0.1, 5)],
        [T((batch, rows, columns, channels * block * block), 0.1, 5)],
        options("SpaceToDepthOptions", blockSize=block),
        arrays=(data(seed, shape),),
        version=2,
    ).check()


@given(SEEDS, shapes, st.booleans())
def test_reshape(seed: int, shape: tuple[int, ...], flat: bool) -> None:
    size = data(0, shape).size
    target = (size,) if flat else (*shape[::-1], 1)
    Case(
        "RESHAPE",
        [T(shape, 0.5, -3), constant(target)],
        [T(target, 0.5, -3)],
        options("ReshapeOptions", newShape=list(target)),
        arrays=(data(seed, shape),),
    ).check()
