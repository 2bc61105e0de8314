"""One-operator int8 models, written in a millisecond.

`mint` gives the file's bytes; `assert_exact` runs them on TFLite's reference kernels and ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.comparison import unequal
from golden.model import Model
from golden.reference import ReferenceModel
from golden.tflite import read_graph_bytes
from golden.tflite.writer import Writer


@dataclass
class T:
    """A tensor to mint: a constant when it has data."""

    shape: tuple[int, ...]
    scale: float | np.float32 | npt.NDArray[np.float32] | None = None
    zero_point: int = 0
    data: npt.NDArray[Any] | None = field(default=None, repr=False)
    dtype: Any = np.int8
    axis: int = 0
    variable: bool = False


def constant(data: npt.ArrayLike, dtype: Any = np.int32) -> T:
    """An unquantised constant, such as a shape or an axis."""
    array = np.asarray(data, dtype)
    return T(array.shape, data=array, dtype=dtype)


def options(kind: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    """Options of an operator: the schema's table `kind` with `fields` set."""
    return kind, fields


def mint(
    op: str,
    inputs: Sequence[T | None],
    outputs: Sequence[T],
    opts: tuple[str, dict[str, Any]] | None = None,
    version: int = 1,
) -> bytes:
    """A model of one operator; its inputs without data are the model's inputs."""
    writer = Writer()

    def add(tensor: T | None, name: str) -> int:
        if tensor is None:
            return -1
        return writer.tensor(
            name,
            tensor.shape,
            tensor.dtype,
            scales=tensor.scale,
            zero_points=tensor.zero_point,
            axis=tensor.axis,
            data=tensor.data,
            variable=tensor.variable,
        )

    sources = [add(tensor, f"in{i}") for i, tensor in enumerate(inputs)]
    targets = [add(tensor, f"out{i}") for i, tensor in enumerate(outputs)]
    writer.operator(op, sources, targets, opts, version)
    fed = [
        source
        for tensor, source in zip(inputs, sources, strict=True)
        if tensor is not None and tensor.data is None
    ]
    return bytes(writer.content(fed, targets))


def model_of(content: bytes) -> Model:
    """Our model of a minted file."""
    return Model(read_graph_bytes(content))


def assert_exact(content: bytes, *inputs: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], ...]:
    """Every output of our model equals TFLite's; returns them."""
    expected = ReferenceModel(content).run(*inputs)
    actual = model_of(content).run(*inputs)
    for ours, theirs in zip(actual, expected, strict=True):
        assert ours.dtype == theirs.dtype
        assert ours.shape == theirs.shape
        different = unequal(ours, theirs)
        if different.any():
            where = tuple(np.argwhere(different)[0])
            raise AssertionError(
                f"{different.sum()} of {different.size} values differ, first at {where}: "
                f"TFLite {theirs[where]}, ours {ours[where]}"
            )
    return actual


@dataclass
class Case:
    """A one-operator model and the arrays to feed it with; its repr is what hypothesis shows."""

    op: str
    inputs: Sequence[T | None]
    outputs: Sequence[T]
    opts: tuple[str, dict[str, Any]] | None
    arrays: tuple[npt.NDArray[Any], ...]
    version: int = 1

    def check(self) -> None:
        """Ours equals TFLite's."""
        assert_exact(
            mint(self.op, self.inputs, self.outputs, self.opts, self.version), *self.arrays
        )

    def __repr__(self) -> str:
        fields = self.opts[1] if self.opts else {}
        return f"{self.op}({self.inputs} -> {self.outputs}, {fields})"
