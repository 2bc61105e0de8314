"""Names, types and options of TFLite operators in neutral terms, by way of TFLite's own schema."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.errors import UnsupportedModelError

_DTYPES = {
    "FLOAT32": np.float32,
    "FLOAT64": np.float64,
    "FLOAT16": np.float16,
    "INT8": np.int8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    "UINT8": np.uint8,
    "UINT16": np.uint16,
    "UINT32": np.uint32,
    "UINT64": np.uint64,
    "BOOL": np.bool_,
}


@cache
def _names(enumeration: str) -> dict[int, str]:
    """Value to name of one of the schema's enumerations."""
    from ai_edge_litert import schema_py_generated as schema

    members = vars(getattr(schema, enumeration))
    return {value: name for name, value in members.items() if isinstance(value, int)}


def tensor_dtype(code: int, what: str) -> np.dtype[Any]:
    """NumPy's type for a TensorType code; `what` names the tensor.

    Raises:
        UnsupportedModelError: there is none (strings, 4-bit integers, resources, ...).
    """
    name = _names("TensorType").get(code, f"code {code}")
    if name not in _DTYPES:
        raise UnsupportedModelError(f"{what} has the type {name}; supported: {', '.join(_DTYPES)}")
    return np.dtype(_DTYPES[name])


def tensor_code(dtype: npt.DTypeLike) -> int:
    """The TensorType code of NumPy's type.

    Raises:
        UnsupportedModelError: there is none.
    """
    wanted = np.dtype(dtype)
    for code, name in _names("TensorType").items():
        if name in _DTYPES and np.dtype(_DTYPES[name]) == wanted:
            return code
    raise UnsupportedModelError(f"a tensor cannot have the type {wanted}")


def operator_names(codes: Iterable[Any]) -> list[str]:
    """Builtin names of the model's operator codes; a custom operator's own name is appended."""
    names = _names("BuiltinOperator")
    found = []
    for code in codes:
        # Codes below 127 are still written to the old one-byte field as well.
        value = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        name = names.get(value, f"BUILTIN_{value}")
        if name == "CUSTOM":
            name = f"CUSTOM {(code.CustomCode() or b'')[:100].decode('utf-8', 'replace')!r}"
        found.append(name)
    return found


def read_options(operator: Any) -> dict[str, Any]:
    """The operator's builtin options in snake_case; empty when it has none."""
    from ai_edge_litert import schema_py_generated as schema

    table = operator.BuiltinOptions()
    if table is None:
        return {}
    options = schema.BuiltinOptionsCreator(operator.BuiltinOptionsType(), table)
    return {} if options is None else {_snake(k): v for k, v in vars(options).items()}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
