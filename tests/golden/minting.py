"""One-operator int8 models, made through TFLite's own schema in a millisecond, without TensorFlow.

`mint` gives the file's bytes; `assert_exact` runs them on TFLite's reference kernels and ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import flatbuffers
import numpy as np
import numpy.typing as npt
from ai_edge_litert import schema_py_generated as schema

from golden.comparison import unequal
from golden.model import Model
from golden.reference import ReferenceModel
from golden.tflite import read_graph_bytes

TYPES = {
    np.dtype(np.float32): schema.TensorType.FLOAT32,
    np.dtype(np.int8): schema.TensorType.INT8,
    np.dtype(np.uint8): schema.TensorType.UINT8,
    np.dtype(np.int16): schema.TensorType.INT16,
    np.dtype(np.int32): schema.TensorType.INT32,
    np.dtype(np.int64): schema.TensorType.INT64,
    np.dtype(np.bool_): schema.TensorType.BOOL,
}


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


def options(kind: str, **fields: Any) -> tuple[str, Any]:
    """Options of an operator: the schema's table `kind` with `fields` set."""
    table = getattr(schema, f"{kind}T")()
    for name, value in fields.items():
        assert hasattr(table, name), f"{kind} has no {name}"
        setattr(table, name, value)
    return kind, table


def mint(
    op: str,
    inputs: Sequence[T | None],
    outputs: Sequence[T],
    opts: tuple[str, Any] | None = None,
    version: int = 1,
) -> bytes:
    """A model of one operator; its inputs without data are the model's inputs."""
    model = schema.ModelT()
    model.version = 3
    model.buffers = [schema.BufferT()]
    graph = schema.SubGraphT()
    graph.tensors, graph.inputs, graph.outputs = [], [], []

    def add(tensor: T, name: str) -> int:
        entry = schema.TensorT()
        entry.name = name.encode()
        entry.shape = list(tensor.shape)
        entry.type = TYPES[np.dtype(tensor.dtype)]
        entry.buffer = 0
        entry.isVariable = tensor.variable
        if tensor.data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(tensor.data).tobytes(), np.uint8)
            entry.buffer = len(model.buffers)
            model.buffers.append(buffer)
        if tensor.scale is not None:
            quantization = schema.QuantizationParametersT()
            scales = np.atleast_1d(np.asarray(tensor.scale, np.float32))
            quantization.scale = scales
            quantization.zeroPoint = np.full(len(scales), tensor.zero_point, np.int64)
            quantization.quantizedDimension = tensor.axis
            entry.quantization = quantization
        graph.tensors.append(entry)
        return len(graph.tensors) - 1

    operator = schema.OperatorT()
    operator.opcodeIndex = 0
    operator.inputs = []
    for position, tensor in enumerate(inputs):
        if tensor is None:
            operator.inputs.append(-1)
            continue
        index = add(tensor, f"in{position}")
        operator.inputs.append(index)
        if tensor.data is None:
            graph.inputs.append(index)
    operator.outputs = [add(tensor, f"out{i}") for i, tensor in enumerate(outputs)]
    graph.outputs = list(operator.outputs)
    if opts is not None:
        kind, table = opts
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        operator.builtinOptions = table
    graph.operators = [operator]
    code = schema.OperatorCodeT()
    code.builtinCode = getattr(schema.BuiltinOperator, op)
    code.deprecatedBuiltinCode = min(code.builtinCode, 127)
    code.version = version
    model.operatorCodes = [code]
    model.subgraphs = [graph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


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
    opts: tuple[str, Any] | None
    arrays: tuple[npt.NDArray[Any], ...]
    version: int = 1

    def check(self) -> None:
        """Ours equals TFLite's."""
        assert_exact(
            mint(self.op, self.inputs, self.outputs, self.opts, self.version), *self.arrays
        )

    def __repr__(self) -> str:
        fields = vars(self.opts[1]) if self.opts else {}
        return f"{self.op}({self.inputs} -> {self.outputs}, {fields})"
