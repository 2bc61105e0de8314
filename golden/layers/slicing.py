"""STRIDED_SLICE, SLICE and SPLIT: parts of an array, copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.errors import CorruptModelError, UnsupportedModelError
from golden.graph import Operator
from golden.layers import checks
from golden.layers.base import Array, Layer, builds
from golden.layers.concatenate import normal_axis

WHOLE = slice(None, None, 1)


@dataclass(kw_only=True, eq=False)
class Slice(Layer):
    """Some entries of each axis; an integer instead of a slice drops its axis."""

    index: tuple[slice | int, ...]
    op: str = "STRIDED_SLICE"
    one_format = True

    def forward(self, *arrays: Array) -> Array:
        """Any array to a part of it."""
        (x,) = arrays
        return np.ascontiguousarray(x[self.index]).reshape(x[self.index].shape)


@dataclass(kw_only=True, eq=False)
class Split(Layer):
    """Consecutive parts along an axis (counted from 0), which start at `starts`."""

    axis: int
    starts: tuple[int, ...]
    op: str = "SPLIT"
    one_format = True

    def forward(self, *arrays: Array) -> tuple[Array, ...]:
        """One array to as many as there are outputs."""
        (x,) = arrays
        return tuple(np.split(x, self.starts[1:], axis=self.axis))


def whole_if_complete(start: int, stop: int, length: int) -> slice:
    """A slice; the whole axis when it is, so that it also takes more samples."""
    return WHOLE if (start, stop) == (0, length) else slice(start, stop, 1)


def copy_of(operator: Operator, source: Any) -> None:
    """Checks of an operator that copies from `source` to all its outputs."""
    checks.require_types(operator, operator.outputs, source.dtype)
    if source.quantization is not None and source.dtype in (np.int8, np.uint8):
        checks.require_same_quantization(operator, (source, *operator.outputs))


def vector(operator: Operator, position: int, length: int) -> list[int]:
    """The constant integers at an input, one for each of `length` dimensions."""
    values = operator.constant(position)
    if values.shape != (length,) or not np.issubdtype(values.dtype, np.integer):
        raise CorruptModelError(
            f"{operator.where} has {list(values.shape)} values at input {position}, "
            f"where {length} integers are needed"
        )
    return [int(v) for v in values]


@builds("SLICE")
def build_slice(operator: Operator) -> Layer:
    """The layer of a SLICE operator with constant begin and size (-1: to the end)."""
    source, output = operator.input(0), operator.outputs[0]
    copy_of(operator, source)
    rank = len(source.shape)
    begins, sizes = vector(operator, 1, rank), vector(operator, 2, rank)
    index, shape = [], []
    for begin, size, n in zip(begins, sizes, source.shape, strict=True):
        count = n - begin if size == -1 else size
        if not 0 <= begin <= begin + count <= n:
            raise CorruptModelError(f"{operator.where} takes {begin}..{begin + count} of {n}")
        index.append(whole_if_complete(begin, begin + count, n))
        shape.append(count)
    checks.require_shape(operator, output, shape)
    return Slice(index=tuple(index), batchable=index[:1] == [WHOLE]).bind(operator, source)


@builds("STRIDED_SLICE")
def build_strided_slice(operator: Operator) -> Layer:
    """The layer of a STRIDED_SLICE operator with constant begin, end and strides."""
    source, output = operator.input(0), operator.outputs[0]
    copy_of(operator, source)
    if operator.options.get("ellipsis_mask") or operator.options.get("new_axis_mask"):
        raise UnsupportedModelError(
            f"{operator.where} has an ellipsis or new axes; write the slice out in full"
        )
    given = operator.constant(1).size
    rank = len(source.shape)
    if given > rank:
        raise CorruptModelError(f"{operator.where} slices {given} of {rank} dimensions")
    begins, ends, strides = (vector(operator, i, given) for i in (1, 2, 3))
    offset = bool(operator.options.get("offset", False))
    index: list[slice | int] = []
    shape: list[int] = []
    for axis, n in enumerate(source.shape):
        if axis >= given:
            index.append(WHOLE)
            shape.append(n)
            continue
        begin, end, stride = begins[axis], ends[axis], strides[axis]
        if stride == 0:
            raise CorruptModelError(f"{operator.where} has a stride of 0")
        if offset:
            end += begin
        if operator.option("shrink_axis_mask") >> axis & 1:
            if not -n <= begin < n:
                raise CorruptModelError(f"{operator.where} takes entry {begin} of {n}")
            index.append(begin % n)
            continue
        part = slice(
            None if operator.option("begin_mask") >> axis & 1 else begin,
            None if operator.option("end_mask") >> axis & 1 else end,
            stride,
        )
        start, stop, _ = part.indices(n)
        index.append(WHOLE if (start, stop, stride) == (0, n, 1) else part)
        shape.append(len(range(*part.indices(n))))
    checks.require_shape(operator, output, shape)
    return Slice(index=tuple(index), batchable=index[:1] == [WHOLE]).bind(operator, source)


@builds("SPLIT", "SPLIT_V")
def build_split(operator: Operator) -> Layer:
    """The layer of a SPLIT (equal parts) or SPLIT_V (given lengths) operator."""
    even = operator.op == "SPLIT"
    source, axis_at = (operator.input(1), 0) if even else (operator.input(0), 2)
    copy_of(operator, source)
    axes = operator.constant(axis_at)
    if axes.size != 1:
        raise CorruptModelError(f"{operator.where} has {axes.size} axes, not one")
    axis = normal_axis(operator, int(axes.ravel()[0]), len(source.shape))
    lengths = [output.shape[axis : axis + 1] for output in operator.outputs]
    starts = [sum(n for part in lengths[:i] for n in part) for i in range(len(lengths))]
    for output, length in zip(operator.outputs, lengths, strict=True):
        checks.require_shape(
            operator, output, (*source.shape[:axis], *length, *source.shape[axis + 1 :])
        )
    if sum(n for part in lengths for n in part) != source.shape[axis] or (
        even and len(set(lengths)) != 1
    ):
        raise CorruptModelError(
            f"{operator.where} does not cut {source.shape[axis]} entries into its outputs' "
            f"{[n for part in lengths for n in part]}"
        )
    return Split(axis=axis, starts=tuple(starts), batchable=axis != 0).bind(operator, source)
