"""TFLite flatbuffer to `golden.graph.Graph`, defensive against files of any content.

Nothing in the file is trusted: every count is held against what a file of this size can hold,
every index against its table, every constant against its shape, and the operators' order
against the tensors they use. Data stay views into the file's bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.errors import CorruptModelError, ModelError, UnsupportedModelError
from golden.graph import MAX_ELEMENTS, Graph, Operator, Quantization, Tensor, check_order
from golden.tflite.options import operator_names, read_options, tensor_dtype
from golden.tflite.repair import WEIGHTED

IDENTIFIER = b"TFL3"
MAX_ITEMS = 1 << 20
"""Table entries looked at in one file; a large network has some thousands."""
MAX_RANK = 8
MAX_NAME = 4096
"""Bytes of a tensor's name that are read; the converter joins the names of fused operators."""
MAX_SHOWN = 100
"""Characters of a name in a sentence about a corrupt tensor."""

_MALFORMED = (
    struct.error,
    IndexError,
    ValueError,
    TypeError,
    KeyError,
    OverflowError,
    AttributeError,
    AssertionError,
)
"""What the flatbuffers library raises when offsets, lengths or types make no sense."""


def read_graph(path: Path | str) -> Graph:
    """Read the model at `path`.

    Raises:
        CorruptModelError: no file, no TFLite flatbuffer, or one that contradicts itself.
        UnsupportedModelError: a sound file with something in it that is not done.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise CorruptModelError(f"cannot read {path}: {fault.strerror}") from None
    try:
        return read_graph_bytes(content)
    except ModelError as fault:
        raise type(fault)(f"{path}: {fault}") from None


def read_graph_bytes(content: bytes) -> Graph:
    """Read a model from memory; raises as `read_graph` does."""
    if content[4:8] != IDENTIFIER:
        raise CorruptModelError(
            f"not a TFLite model: it lacks the identifier {IDENTIFIER.decode()} at byte 4"
        )
    try:
        return _Reader(content).graph()
    except _MALFORMED as fault:
        raise CorruptModelError(
            f"truncated or corrupt TFLite model ({type(fault).__name__}: {fault}); "
            "fetch or convert it again"
        ) from None


class _Reader:
    """One pass over one file, with a budget of entries that it may look at."""

    def __init__(self, content: bytes) -> None:
        from ai_edge_litert import schema_py_generated as schema

        self._content = content
        self._budget = MAX_ITEMS
        self._model = schema.Model.GetRootAs(content, 0)
        self._notes: list[str] = []

    def graph(self) -> Graph:
        model = self._model
        if model.SubgraphsLength() < 1:
            raise CorruptModelError("the model has no subgraph")
        subgraph = model.Subgraphs(0)
        tensors = tuple(self._tensors(subgraph))
        operators = tuple(self._operators(subgraph, tensors))
        inputs = self._pick(tensors, subgraph.InputsAsNumpy(), "the model's inputs")
        outputs = self._pick(tensors, subgraph.OutputsAsNumpy(), "the model's outputs")
        if not inputs or not outputs:
            raise CorruptModelError("the model lacks inputs or outputs")
        graph = Graph(tensors, operators, inputs, outputs, tuple(self._notes))
        check_order(graph)
        return graph

    def _spend(self, count: int, what: str) -> int:
        """Account for `count` entries of `what`, each at least four bytes somewhere."""
        if count < 0 or count * 4 > len(self._content) or count > self._budget:
            raise CorruptModelError(f"{what} claims {count} entries, more than the file can hold")
        self._budget -= count
        return count

    def _ints(self, vector: Any, what: str) -> tuple[int, ...]:
        """A numpy vector (or flatbuffers' 0 for an absent one) as Python integers."""
        if isinstance(vector, int):
            return ()
        self._spend(len(vector), what)
        return tuple(vector.tolist())

    def _pick(self, tensors: Sequence[Tensor], vector: Any, what: str) -> tuple[Tensor, ...]:
        picked = []
        for index in self._ints(vector, what):
            if not 0 <= index < len(tensors):
                raise CorruptModelError(f"{what} name tensor {index} of {len(tensors)}")
            picked.append(tensors[index])
        return tuple(picked)

    def _tensors(self, subgraph: Any) -> Iterator[Tensor]:
        seen: set[str] = set()
        for index in range(self._spend(subgraph.TensorsLength(), "the tensor table")):
            table = subgraph.Tensors(index)
            name = _printable(table.Name() or b"")
            if not name:
                name = f"#{index}"
            while name in seen:
                name = f"{name}#{index}"
            seen.add(name)
            yield self._tensor(table, index, name)

    def _tensor(self, table: Any, index: int, name: str) -> Tensor:
        what = f"tensor {index} ('{name if len(name) <= MAX_SHOWN else name[:MAX_SHOWN] + '...'}')"
        shape = self._ints(table.ShapeAsNumpy(), f"the shape of {what}")
        if len(shape) > MAX_RANK or any(n < 0 for n in shape):
            raise CorruptModelError(f"{what} has the impossible shape {list(shape)[:MAX_RANK]}")
        count = 1
        for n in shape:
            count *= n
        # A constant cannot be larger than the file; what the model computes can.
        if count > MAX_ELEMENTS:
            raise UnsupportedModelError(
                f"{what} has {count} elements; at most {MAX_ELEMENTS} are supported"
            )
        if table.IsVariable():
            raise UnsupportedModelError(
                f"{what} keeps its value between runs, which is not supported; "
                "export the model without state"
            )
        if table.Sparsity() is not None:
            raise UnsupportedModelError(f"{what} is sparse; convert the model with dense weights")
        dtype = tensor_dtype(table.Type(), what)
        return Tensor(
            index=index,
            name=name,
            shape=shape,
            dtype=dtype,
            quantization=self._quantization(table.Quantization(), dtype, what),
            data=self._data(table.Buffer(), shape, count, dtype, what),
        )

    def _quantization(self, table: Any, dtype: np.dtype[Any], what: str) -> Quantization | None:
        if table is None or table.ScaleLength() == 0:
            return None
        count = self._spend(table.ScaleLength(), f"the quantisation of {what}")
        scales = np.array(table.ScaleAsNumpy(), np.float32)
        points = np.zeros(count, np.int64)
        if table.ZeroPointLength():
            points = np.array(table.ZeroPointAsNumpy(), np.int64)
        if len(points) == 1 and count > 1:
            points = np.repeat(points, count)
        if len(points) != count or not (np.isfinite(scales).all() and (scales > 0).all()):
            raise CorruptModelError(
                f"{what} needs as many zero points as scales, and finite scales above 0"
            )
        if dtype in (np.int8, np.uint8):
            info = np.iinfo(dtype)
            if points.min() < info.min or points.max() > info.max:
                raise CorruptModelError(f"{what} has a zero point outside the range of {dtype}")
        return Quantization(scales, points, int(table.QuantizedDimension()))

    def _data(
        self, buffer: int, shape: tuple[int, ...], count: int, dtype: np.dtype[Any], what: str
    ) -> npt.NDArray[Any] | None:
        if count == 0 and dtype.itemsize > 1:
            # The shape of a scalar, as a constant, has no values.
            return np.empty(shape, dtype)
        if buffer >= self._model.BuffersLength():
            raise CorruptModelError(f"{what} names buffer {buffer}, which the file lacks")
        table = self._model.Buffers(buffer)
        if table is None:
            return None
        if table.Offset() > 1:
            # Files above 2 GB keep their data behind the flatbuffer.
            raw = np.frombuffer(self._content, np.uint8, table.Size(), table.Offset())
        elif table.DataLength() == 0:
            return None
        else:
            raw = table.DataAsNumpy()
        if len(raw) != count * dtype.itemsize:
            raise CorruptModelError(
                f"{what} holds {len(raw)} bytes, but shape {list(shape)} of {dtype} "
                f"takes {count * dtype.itemsize}"
            )
        return np.frombuffer(raw.tobytes() if dtype.itemsize > 1 else raw, dtype).reshape(shape)

    def _operators(self, subgraph: Any, tensors: tuple[Tensor, ...]) -> Iterator[Operator]:
        names = self._operator_names()
        for index in range(self._spend(subgraph.OperatorsLength(), "the operator table")):
            table = subgraph.Operators(index)
            code = table.OpcodeIndex()
            if code >= len(names):
                raise CorruptModelError(f"operator {index} has code {code} of {len(names)}")
            op, what = names[code], f"operator {index} ({names[code]})"
            inputs: list[Tensor | None] = []
            for i in self._ints(table.InputsAsNumpy(), f"the inputs of {what}"):
                if not -1 <= i < len(tensors):
                    raise CorruptModelError(f"{what} reads tensor {i} of {len(tensors)}")
                inputs.append(None if i == -1 else tensors[i])
            outputs = self._pick(tensors, table.OutputsAsNumpy(), f"the outputs of {what}")
            operator = Operator(index, op, tuple(inputs), outputs, read_options(table))
            self._note_bias(operator)
            yield operator

    def _operator_names(self) -> list[str]:
        codes = self._spend(self._model.OperatorCodesLength(), "the operator code table")
        return operator_names([self._model.OperatorCodes(i) for i in range(codes)])

    def _note_bias(self, operator: Operator) -> None:
        """TFLite refuses a bias quantised along a dimension it does not have; we need not."""
        if operator.op not in WEIGHTED:
            return
        bias = operator.optional_input(2)
        quantization = None if bias is None else bias.quantization
        if bias is not None and quantization is not None and quantization.axis != 0:
            self._notes.append(
                f"{operator.where}: bias '{bias.name}' says quantized_dimension "
                f"{quantization.axis}, read as 0"
            )


def _printable(name: bytes) -> str:
    """A name of a sane length without control characters, so that a sentence stays one."""
    text = name[:MAX_NAME].decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
