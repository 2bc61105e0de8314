"""Operators that only move values, against TFLite's reference kernels."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.golden.minting import Case, T, constant, mint, model_of, options
from tests.golden.strategies import SEEDS, data, shapes, zero_points


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
def test_space_to_depth_and_back(
    seed: int, batch: int, rows: int, columns: int, channels: int, block: int
) -> None:
    wide = (batch, rows * block, columns * block, channels)
    deep = (batch, rows, columns, channels * block * block)
    for op, source, target in (("SPACE_TO_DEPTH", wide, deep), ("DEPTH_TO_SPACE", deep, wide)):
        kind = "SpaceToDepthOptions" if op == "SPACE_TO_DEPTH" else "DepthToSpaceOptions"
        Case(
            op,
            [T(source, 0.1, 5)],
            [T(target, 0.1, 5)],
            options(kind, blockSize=block),
            arrays=(data(seed, source),),
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


@given(SEEDS, shapes, st.data())
def test_expand_dims_and_squeeze(seed: int, shape: tuple[int, ...], more: st.DataObject) -> None:
    axis = more.draw(st.integers(0, len(shape)))
    wider = (*shape[:axis], 1, *shape[axis:])
    Case(
        "EXPAND_DIMS",
        [T(shape, 0.5, -3), constant(axis)],
        [T(wider, 0.5, -3)],
        options("ExpandDimsOptions"),
        arrays=(data(seed, shape),),
    ).check()
    Case(
        "SQUEEZE",
        [T(wider, 0.5, -3)],
        [T(shape, 0.5, -3)],
        options("SqueezeOptions", squeezeDims=[axis]),
        arrays=(data(seed, wider),),
    ).check()


widths = st.tuples(st.integers(0, 3), st.integers(0, 3))


@given(SEEDS, shapes, st.lists(widths, min_size=4, max_size=4), zero_points, zero_points)
def test_pad(
    seed: int, shape: tuple[int, ...], pads: list[tuple[int, int]], zero: int, fill: int
) -> None:
    pads = pads[: len(shape)]
    target = tuple(n + sum(p) for n, p in zip(shape, pads, strict=True))
    tensors = [T(shape, 0.5, zero), constant(pads)]
    x = data(seed, shape)
    Case("PAD", tensors, [T(target, 0.5, zero)], options("PadOptions"), (x,), 2).check()
    value = T((1,), 0.5, zero, data=np.array([fill], np.int8))
    Case(
        "PADV2", [*tensors, value], [T(target, 0.5, zero)], options("PadV2Options"), (x,), 2
    ).check()


@pytest.mark.parametrize("mode", [0, 1])
@given(
    seed=SEEDS,
    shape=st.lists(st.integers(2, 5), min_size=1, max_size=4).map(tuple),
    more=st.data(),
)
def test_mirror_pad(mode: int, seed: int, shape: tuple[int, ...], more: st.DataObject) -> None:
    pads = [
        (more.draw(st.integers(0, n - 1 + mode)), more.draw(st.integers(0, n - 1 + mode)))
        for n in shape
    ]
    target = tuple(n + sum(p) for n, p in zip(shape, pads, strict=True))
    Case(
        "MIRROR_PAD",
        [T(shape, 0.5, 1), constant(pads)],
        [T(target, 0.5, 1)],
        options("MirrorPadOptions", mode=mode),
        arrays=(data(seed, shape),),
    ).check()


@given(SEEDS, shapes, st.data())
def test_slice(seed: int, shape: tuple[int, ...], more: st.DataObject) -> None:
    begin = [more.draw(st.integers(0, n - 1)) for n in shape]
    count = [more.draw(st.integers(1, n - b)) for n, b in zip(shape, begin, strict=True)]
    size = [-1 if b + c == n else c for b, c, n in zip(begin, count, shape, strict=True)]
    Case(
        "SLICE",
        [T(shape, 0.5, 1), constant(begin), constant(size)],
        [T(tuple(count), 0.5, 1)],
        options("SliceOptions"),
        arrays=(data(seed, shape),),
        version=2,
    ).check()


@given(SEEDS, shapes, st.data())
def test_strided_slice(seed: int, shape: tuple[int, ...], more: st.DataObject) -> None:
    ends = st.integers(-8, 8)
    begin = [more.draw(ends) for _ in shape]
    end = [more.draw(ends) for _ in shape]
    stride = [more.draw(st.sampled_from([1, 1, 2, 3, -1, -2])) for _ in shape]
    masks = [more.draw(st.integers(0, 2 ** len(shape) - 1)) for _ in range(3)]
    index: list[slice | int] = []
    for axis, n in enumerate(shape):
        if masks[2] >> axis & 1:
            begin[axis], stride[axis] = begin[axis] % n, 1
            end[axis] = begin[axis] + 1
            index.append(begin[axis])
        else:
            index.append(
                slice(
                    None if masks[0] >> axis & 1 else begin[axis],
                    None if masks[1] >> axis & 1 else end[axis],
                    stride[axis],
                )
            )
    wanted = np.empty(shape, np.int8)[tuple(index)].shape
    assume(0 not in wanted)
    Case(
        "STRIDED_SLICE",
        [T(shape, 0.5, 1), constant(begin), constant(end), constant(stride)],
        [T(wanted, 0.5, 1)],
        options(
            "StridedSliceOptions",
            beginMask=masks[0] & ~masks[2],
            endMask=masks[1] & ~masks[2],
            shrinkAxisMask=masks[2],
        ),
        arrays=(data(seed, shape),),
        version=2,
    ).check()


@given(SEEDS, shapes, st.integers(1, 4), st.data())
def test_split(seed: int, shape: tuple[int, ...], parts: int, more: st.DataObject) -> None:
    axis = more.draw(st.integers(0, len(shape) - 1))
    whole = tuple(n * parts if i == axis else n for i, n in enumerate(shape))
    Case(
        "SPLIT",
        [constant(axis), T(whole, 0.5, 1)],
        [T(shape, 0.5, 1)] * parts,
        options("SplitOptions", numSplits=parts),
        arrays=(data(seed, whole),),
        version=2,
    ).check()
    lengths = [more.draw(st.integers(1, 3)) for _ in range(parts)]
    whole = tuple(sum(lengths) if i == axis else n for i, n in enumerate(shape))
    pieces = [tuple(k if i == axis else n for i, n in enumerate(shape)) for k in lengths]
    Case(
        "SPLIT_V",
        [T(whole, 0.5, 1), constant(lengths), constant(axis)],
        [T(piece, 0.5, 1) for piece in pieces],
        options("SplitVOptions", numSplits=parts),
        arrays=(data(seed, whole),),
        version=2,
    ).check()


@given(SEEDS, shapes, st.data())
def test_transpose(seed: int, shape: tuple[int, ...], more: st.DataObject) -> None:
    order = more.draw(st.permutations(range(len(shape))))
    Case(
        "TRANSPOSE",
        [T(shape, 0.5, 1), constant(order)],
        [T(tuple(shape[axis] for axis in order), 0.5, 1)],
        options("TransposeOptions"),
        arrays=(data(seed, shape),),
        version=2,
    ).check()


@given(SEEDS, shapes, st.integers(1, 4), st.data())
def test_pack_and_unpack(
    seed: int, shape: tuple[int, ...], parts: int, more: st.DataObject
) -> None:
    axis = more.draw(st.integers(-len(shape) - 1, len(shape)))
    place = axis % (len(shape) + 1)
    whole = (*shape[:place], parts, *shape[place:])
    Case(
        "PACK",
        [T(shape, 0.5, 1)] * parts,
        [T(whole, 0.5, 1)],
        options("PackOptions", valuesCount=parts, axis=axis),
        arrays=tuple(data(seed + i, shape) for i in range(parts)),
        version=2,
    ).check()
    Case(
        "UNPACK",
        [T(whole, 0.5, 1)],
        [T(shape, 0.5, 1)] * parts,
        options("UnpackOptions", num=parts, axis=axis),
        arrays=(data(seed, whole),),
        version=2,
    ).check()


@pytest.mark.parametrize(("dtype", "code"), [(np.int32, 2), (np.int64, 4)])
def test_shape(dtype: type, code: int) -> None:
    Case(
        "SHAPE",
        [T((2, 5, 3), 0.5, 1)],
        [T((3,), dtype=dtype)],
        options("ShapeOptions", outType=code),
        arrays=(data(1, (2, 5, 3)),),
    ).check()


def batchable(op: str, shape: tuple[int, ...], table: list[int] | list[tuple[int, int]]) -> bool:
    """Whether the layer takes any number of samples along the first axis."""
    x = data(1, shape)
    if op == "PAD":
        target = np.pad(x, table).shape
        opts = options("PadOptions")
    else:
        target = np.transpose(x, np.ravel(table).tolist()).shape
        opts = options("TransposeOptions")
    case = Case(op, [T(shape, 0.5), constant(table)], [T(target, 0.5)], opts, (x,), 2)
    case.check()
    (layer,) = model_of(mint(op, case.inputs, case.outputs, opts, 2)).layers
    return layer.batchable


def test_samples_are_those_along_the_first_axis() -> None:
    shape = (2, 3, 4)
    for axis in range(3):
        pads = [(axis == i, axis == i) for i in range(3)]
        assert batchable("PAD", shape, [(int(a), int(b)) for a, b in pads]) == (axis != 0)
        order = [i for i in range(3) if i != axis] + [axis]
        assert batchable("TRANSPOSE", shape, order) == (axis != 0)
    assert batchable("PAD", shape, [(0, 0), (0, 0), (0, 0)])
    assert not batchable("PAD", shape, [(0, 1), (0, 0), (0, 0)])
    assert not batchable("PAD", shape, [(1, 0), (0, 0), (0, 0)])


def test_a_slice_that_takes_all_samples_takes_any_number() -> None:
    shape = (2, 3, 4)
    for begin, size in product(
        ((0, 0, 1), (0, 0, 0), (1, 0, 0)), ((2, 3, 3), (1, 3, 3), (1, 1, 1))
    ):
        if any(b + n > whole for b, n, whole in zip(begin, size, shape, strict=True)):
            continue
        inputs = [T(shape, 0.5), constant(begin), constant(size)]
        opts = options("SliceOptions")
        (layer,) = model_of(mint("SLICE", inputs, [T(size, 0.5)], opts, 2)).layers
        assert layer.batchable == (begin[0] == 0 and size[0] == 2)
