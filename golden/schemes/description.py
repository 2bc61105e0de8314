"""The description of a saved model, checked entry by entry, to the graph that it describes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from golden.errors import CorruptModelError, InputError
from golden.graph import MAX_ELEMENTS, Graph, Operator, Quantization, Tensor, check_order
from golden.schemes.base import Scheme, make_scheme

MAX_RANK = 8
MAX_NAME = 4096
DTYPES = ("bool", "int8", "uint8", "int16", "int32", "int64", "float32", "float64")

Kind = TypeVar("Kind")


class Description:
    """The checked form of a description.

    Args:
        table: what the JSON says.
        data: gives the bytes of the constant with an index; KeyError if there are none.
    """

    def __init__(self, table: dict[str, Any], data: Callable[[int], bytes]) -> None:
        self._table = table
        self._data = data

    def graph(self) -> Graph:
        """The graph.

        Raises:
            CorruptModelError: an entry is missing, of another kind, or contradicts another.
        """
        scheme = self._scheme()
        tensors = [
            self._tensor(index, _kind(entry, dict, f"tensor {index}"))
            for index, entry in enumerate(_entry(self._table, "tensors", list, "the model"))
        ]
        if len({tensor.name for tensor in tensors}) != len(tensors):
            raise CorruptModelError("two of its tensors have the same name")
        operators = tuple(
            self._operator(index, _kind(entry, dict, f"operator {index}"), tensors, scheme)
            for index, entry in enumerate(_entry(self._table, "operators", list, "the model"))
        )
        inputs, outputs = (
            _pick(self._table, ends, tensors, "the model") for ends in ("inputs", "outputs")
        )
        if not inputs or not outputs or not operators:
            raise CorruptModelError("the model lacks inputs, outputs or operators")
        graph = Graph(tuple(tensors), operators, inputs, outputs)
        check_order(graph)
        return graph

    def _scheme(self) -> Scheme:
        table = _entry(self._table, "scheme", dict, "the model")
        try:
            return make_scheme(
                _entry(table, "name", str, "the scheme"),
                _entry(table, "activation_bits", int, "the scheme"),
                _entry(table, "weight_bits", int, "the scheme"),
            )
        except InputError as fault:
            raise CorruptModelError(str(fault)) from None

    def _tensor(self, index: int, table: dict[str, Any]) -> Tensor:
        what = f"tensor {index}"
        name = _entry(table, "name", str, what)
        if not name or len(name) > MAX_NAME or not name.isprintable():
            raise CorruptModelError(f"{what} has no printable name of up to {MAX_NAME} characters")
        what = f"tensor {index} ('{name[:100]}')"
        shape = tuple(_integers(table, "shape", what))
        if len(shape) > MAX_RANK or any(n < 0 for n in shape) or math.prod(shape) > MAX_ELEMENTS:
            raise CorruptModelError(f"{what} has the impossible shape {list(shape)[:MAX_RANK]}")
        dtype_name = _entry(table, "dtype", str, what)
        if dtype_name not in DTYPES:
            raise CorruptModelError(
                f"{what} has the type {dtype_name[:100]!r}, not one of {DTYPES}"
            )
        dtype = np.dtype(dtype_name)
        quantization = None
        if table.get("quantization") is not None:
            quantization = _quantization(_entry(table, "quantization", dict, what), dtype, what)
        tensor = Tensor(index, name, shape, dtype, quantization)
        if not _entry(table, "constant", bool, what):
            return tensor
        return Tensor(index, name, shape, dtype, quantization, self._constant(tensor, what))

    def _constant(self, tensor: Tensor, what: str) -> npt.NDArray[Any]:
        content = self._data(tensor.index)
        size = math.prod(tensor.shape) * tensor.dtype.itemsize
        if len(content) != size:
            raise CorruptModelError(
                f"{what} holds {len(content)} bytes, but shape {list(tensor.shape)} of "
                f"{tensor.dtype} takes {size}"
            )
        array = np.frombuffer(content, tensor.dtype).reshape(tensor.shape)
        if tensor.quantization is not None and array.size:
            low, high = tensor.words
            if array.min() < low or array.max() > high:
                raise CorruptModelError(
                    f"{what} holds {int(array.min())} to {int(array.max())}, "
                    f"but its words are {low} to {high}"
                )
        return array

    def _operator(
        self, index: int, table: dict[str, Any], tensors: list[Tensor], scheme: Scheme
    ) -> Operator:
        what = f"operator {index}"
        op = _entry(table, "op", str, what)
        if not op.isidentifier():
            raise CorruptModelError(f"{what} has the name {op[:100]!r}, which is none")
        options = _entry(table, "options", dict, what)
        for name, value in options.items():
            finite = isinstance(value, int | float) and math.isfinite(value)
            if not finite:
                raise CorruptModelError(f"{what} ({op}) has the option {name[:100]!r} of no number")
        inputs = tuple(
            None if i is None else _at(tensors, i, what)
            for i in _entry(table, "inputs", list, what)
        )
        outputs = _pick(table, "outputs", tensors, what)
        return Operator(index, op, inputs, outputs, options, scheme)


def _quantization(table: dict[str, Any], dtype: np.dtype[Any], what: str) -> Quantization:
    reals = [_kind(s, float, f"a scale of {what}") for s in _entry(table, "scales", list, what)]
    with np.errstate(over="ignore", under="ignore"):
        scales = np.array(reals, np.float64).astype(np.float32)
    points = np.array(_integers(table, "zero_points", what), np.int64)
    if not len(scales) or len(points) != len(scales):
        raise CorruptModelError(f"{what} needs as many zero points as scales")
    if not (np.isfinite(scales).all() and (scales > 0).all()):
        raise CorruptModelError(f"{what} needs finite scales above 0")
    if not np.issubdtype(dtype, np.integer):
        raise CorruptModelError(f"{what} is quantised, but of type {dtype}")
    low, high = least, most = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    words = None
    if table.get("words") is not None:
        given = _integers(table, "words", what)
        if len(given) != 2 or not least <= given[0] < given[1] <= most:
            raise CorruptModelError(f"{what} has words {given[:4]}, which {dtype} does not hold")
        low, high = words = given[0], given[1]
    if points.min() < low or points.max() > high:
        raise CorruptModelError(f"{what} has a zero point outside its words {low} to {high}")
    return Quantization(scales, points, _entry(table, "axis", int, what), words)


def _pick(table: dict[str, Any], key: str, tensors: list[Tensor], what: str) -> tuple[Tensor, ...]:
    return tuple(_at(tensors, i, what) for i in _entry(table, key, list, what))


def _at(tensors: list[Tensor], index: Any, what: str) -> Tensor:
    if not 0 <= _kind(index, int, f"a tensor of {what}") < len(tensors):
        raise CorruptModelError(f"{what} names tensor {index} of {len(tensors)}")
    return tensors[index]


def _integers(table: dict[str, Any], key: str, what: str) -> list[int]:
    values = _entry(table, key, list, what)
    return [_kind(value, int, f"'{key}' of {what}") for value in values]


def _entry(table: dict[str, Any], key: str, kind: type[Kind], what: str) -> Kind:
    if key not in table:
        raise CorruptModelError(f"{what} lacks '{key}'")
    return _kind(table[key], kind, f"'{key}' of {what}")


def _kind(value: Any, kind: type[Kind], what: str) -> Kind:
    """The value, if it is of this kind; JSON has one kind of number, and True is none."""
    fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
    if not fits or (isinstance(value, bool) and kind is not bool):
        raise CorruptModelError(f"{what} is no {NAMES[kind]}")
    return value


NAMES: dict[type, str] = {
    bool: "truth value",
    dict: "table",
    float: "number",
    int: "integer",
    list: "list",
    str: "text",
}
