"""From the neutral graph, or tensor by tensor, to a TFLite flatbuffer: the reader's inverse."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import flatbuffers
import numpy as np
import numpy.typing as npt
from ai_edge_litert import schema_py_generated as schema

from golden.errors import UnsupportedModelError
from golden.graph import Graph
from golden.tflite.options import tensor_code
from golden.tflite.reader import IDENTIFIER

SCHEMA_VERSION = 3
ALIGNMENT = 16
"""Bytes that the schema aligns the data of a constant to."""
SMALL = 1 << 16
"""Bytes of a file beside its constants, to begin with."""

WRITTEN: dict[str, tuple[str | None, int]] = {
    "ADD": ("AddOptions", 2),
    "CONCATENATION": ("ConcatenationOptions", 2),
    "CONV_2D": ("Conv2DOptions", 6),
    "DEPTHWISE_CONV_2D": ("DepthwiseConv2DOptions", 3),
    "FULLY_CONNECTED": ("FullyConnectedOptions", 12),
    "LEAKY_RELU": ("LeakyReluOptions", 2),
    "MAX_POOL_2D": ("Pool2DOptions", 2),
    "MEAN": ("ReducerOptions", 2),
    "RESHAPE": (None, 1),
    "SOFTMAX": ("SoftmaxOptions", 2),
    "SPACE_TO_DEPTH": ("SpaceToDepthOptions", 2),
}
"""By operator, the schema's table of its options, and the version that first takes int8 and what
may come with it: groups of channels, a scale for each output of a dense layer."""


class Writer:
    """A model that grows tensor by tensor and operator by operator.

    Attributes:
        model: the schema's own object, for what the methods do not know.
    """

    def __init__(self) -> None:
        self.model = schema.ModelT()
        self.model.version = SCHEMA_VERSION
        self.model.buffers = [schema.BufferT()]
        self.model.operatorCodes = []
        self._graph = schema.SubGraphT()
        self._graph.tensors, self._graph.operators = [], []
        self.model.subgraphs = [self._graph]
        self._codes: dict[tuple[str, int], int] = {}
        self._constants = 0

    def tensor(
        self,
        name: str,
        shape: Sequence[int],
        dtype: npt.DTypeLike,
        *,
        scales: npt.ArrayLike | None = None,
        zero_points: npt.ArrayLike = 0,
        axis: int = 0,
        data: npt.NDArray[Any] | None = None,
        variable: bool = False,
    ) -> int:
        """Add a tensor.

        Args:
            name: of the tensor.
            shape: of the tensor.
            dtype: of its values.
            scales: one, or one for each index along `axis`; None without quantisation.
            zero_points: as many, or one for all.
            axis: that the scales run along.
            data: values, of that type and size, if it is a constant. They are not copied.
            variable: whether it keeps its value between runs.

        Returns:
            Its number.
        """
        entry = schema.TensorT()
        entry.name, entry.shape = name.encode(), list(shape)
        entry.type, entry.buffer, entry.isVariable = tensor_code(dtype), 0, variable
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.ascontiguousarray(data, dtype).reshape(-1).view(np.uint8)
            self._constants += buffer.data.size + ALIGNMENT
            entry.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        if scales is not None:
            quantization = schema.QuantizationParametersT()
            quantization.scale = np.atleast_1d(np.asarray(scales, np.float32))
            points = np.broadcast_to(zero_points, quantization.scale.shape)
            quantization.zeroPoint = points.astype(np.int64)
            quantization.quantizedDimension = axis
            entry.quantization = quantization
        self._graph.tensors.append(entry)
        return len(self._graph.tensors) - 1

    def operator(
        self,
        op: str,
        inputs: Sequence[int],
        outputs: Sequence[int],
        options: tuple[str, Mapping[str, Any]] | None = None,
        version: int = 1,
    ) -> None:
        """Add an operator behind those that are there.

        Args:
            op: TFLite's name of it.
            inputs: numbers of tensors, -1 for one that is left out.
            outputs: numbers of tensors.
            options: the schema's table of its options, and those that are not as usual.
            version: of the operator.
        """
        entry = schema.OperatorT()
        entry.opcodeIndex = self._code(op, version)
        entry.inputs, entry.outputs = list(inputs), list(outputs)
        if options is not None:
            kind, fields = options
            table = getattr(schema, f"{kind}T")()
            for name, value in fields.items():
                if not hasattr(table, name):
                    raise AttributeError(f"{kind} has no {name}")
                setattr(table, name, value)
            entry.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
            entry.builtinOptions = table
        self._graph.operators.append(entry)

    def content(self, inputs: Sequence[int], outputs: Sequence[int]) -> memoryview:
        """The file.

        Args:
            inputs: numbers of the model's inputs.
            outputs: numbers of its outputs.
        """
        self._graph.inputs, self._graph.outputs = list(inputs), list(outputs)
        return pack(self.model, self._constants + SMALL)

    def _code(self, op: str, version: int) -> int:
        key = op, version
        if key not in self._codes:
            code = schema.OperatorCodeT()
            code.builtinCode = getattr(schema.BuiltinOperator, op)
            # Codes below 127 are still written to the old one-byte field as well.
            code.deprecatedBuiltinCode = min(code.builtinCode, 127)
            code.version = version
            self._codes[key] = len(self.model.operatorCodes)
            self.model.operatorCodes.append(code)
        return self._codes[key]


class _Builder(flatbuffers.Builder):
    """Aligns bytes, which are constants' data alone, as the schema asks for."""

    def CreateNumpyVector(self, x: npt.NDArray[Any]) -> int:
        """A vector of `x`, which is copied once."""
        if x.dtype != np.uint8:
            return int(super().CreateNumpyVector(x))
        self.StartVector(1, x.size, ALIGNMENT)
        self.head -= x.size
        self.Bytes[self.head : self.head + x.size] = memoryview(x)  # type: ignore[arg-type]
        return int(self.EndVector())


def pack(model: schema.ModelT, size: int = SMALL) -> memoryview:
    """The file of the schema's own object.

    Args:
        model: the object.
        size: about how many bytes it takes.
    """
    builder = _Builder(size)
    builder.Finish(model.Pack(builder), IDENTIFIER)
    return memoryview(builder.Bytes)[builder.Head() :]


def write_graph(graph: Graph) -> memoryview:
    """The graph as a file that `read_graph_bytes` reads back.

    Raises:
        UnsupportedModelError: it has an operator that is not in `WRITTEN`.
    """
    writer = Writer()
    numbers = {}
    for tensor in graph.tensors:
        quantization = tensor.quantization
        known: dict[str, Any] = (
            {}
            if quantization is None
            else {
                "scales": quantization.scales,
                "zero_points": quantization.zero_points,
                "axis": quantization.axis,
            }
        )
        numbers[tensor.index] = writer.tensor(
            tensor.name, tensor.shape, tensor.dtype, data=tensor.data, **known
        )
    for operator in graph.operators:
        if operator.op not in WRITTEN:
            raise UnsupportedModelError(f"{operator.where} cannot be written to a file")
        table, version = WRITTEN[operator.op]
        fields = {_camel(name): value for name, value in operator.options.items()}
        writer.operator(
            operator.op,
            [-1 if tensor is None else numbers[tensor.index] for tensor in operator.inputs],
            [numbers[tensor.index] for tensor in operator.outputs],
            None if table is None else (table, fields),
            version,
        )
    ends = ([numbers[tensor.index] for tensor in side] for side in (graph.inputs, graph.outputs))
    return writer.content(*ends)


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
