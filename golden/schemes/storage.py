"""Models in a scheme as files: a zip of `model.json` and the raw bytes of each constant.

Such a file holds data and nothing else: no part of it is ever executed. The members are stored
without compression, so that a file cannot ask for more memory than it has bytes itself. Whatever a
file says is held against the same checks as a TFLite file's.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from golden.errors import CorruptModelError, InputError, ModelError
from golden.graph import Graph, Operator, Tensor
from golden.model import Model
from golden.schemes.base import Scheme
from golden.schemes.description import Description

SUFFIX = ".golden"
MAGIC = b"PK\x03\x04"
"""What the file begins with."""
MEMBER = "model.json"
FORMAT = "golden model in a quantisation scheme"
VERSION = 1

_MALFORMED = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    MemoryError,
)
"""What zipfile and json raise on files that make no sense."""


def save_model(model: Model, path: Path | str) -> None:
    """Write a model in a scheme, whole or not at all.

    Raises:
        InputError: the model is TFLite's own, or the file cannot be written.
    """
    scheme, path = model.graph.arithmetic, Path(path)
    if not isinstance(scheme, Scheme):
        raise InputError("only models in a scheme are saved: keep a TFLite model's own file")
    unfinished = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
            for name, content in _members(model.graph, scheme):
                # A date of its own would make equal models unequal files.
                archive.writestr(zipfile.ZipInfo(name), content)
        unfinished.replace(path)
    except OSError as fault:
        raise InputError(f"cannot write {path}: {fault.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def is_saved_model(path: Path | str) -> bool:
    """Whether a file begins as `save_model` writes them.

    Raises:
        CorruptModelError: it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError as fault:
        raise CorruptModelError(f"cannot read {path}: {fault.strerror}") from None


def read_model(path: Path | str) -> Model:
    """Read what `save_model` wrote.

    Raises:
        CorruptModelError: the file is no such file, or contradicts itself.
        UnsupportedModelError: it has an operator or a scheme that is not done here.
    """
    path = Path(path)
    try:
        return Model(_read(path))
    except OSError as fault:
        raise CorruptModelError(f"cannot read {path}: {fault.strerror or fault}") from None
    except ModelError as fault:
        raise type(fault)(f"{path}: {fault}") from None
    except RecursionError:
        raise CorruptModelError(f"{path}: {MEMBER} is nested too deeply") from None
    except _MALFORMED as fault:
        raise CorruptModelError(
            f"{path}: truncated or corrupt ({type(fault).__name__}: {fault}); "
            "write it again with python -m golden scheme"
        ) from None


def _members(graph: Graph, scheme: Scheme) -> list[tuple[str, bytes]]:
    description = {
        "format": FORMAT,
        "version": VERSION,
        "scheme": {
            "name": scheme.name,
            "activation_bits": scheme.activation_bits,
            "weight_bits": scheme.weight_bits,
        },
        "inputs": [tensor.index for tensor in graph.inputs],
        "outputs": [tensor.index for tensor in graph.outputs],
        "tensors": [_tensor(tensor) for tensor in graph.tensors],
        "operators": [_operator(operator) for operator in graph.operators],
    }
    constants = [
        (member_name(t.index), np.ascontiguousarray(t.data).tobytes())
        for t in graph.tensors
        if t.data is not None
    ]
    return [(MEMBER, json.dumps(description, indent=1).encode()), *constants]


def member_name(index: int) -> str:
    """The member that holds the data of the tensor with this index."""
    return f"data/{index}"


def _tensor(tensor: Tensor) -> dict[str, Any]:
    quantization = tensor.quantization
    return {
        "name": tensor.name,
        "shape": list(tensor.shape),
        "dtype": tensor.dtype.name,
        "constant": tensor.data is not None,
        "quantization": None
        if quantization is None
        else {
            "scales": quantization.scales.tolist(),
            "zero_points": quantization.zero_points.tolist(),
            "axis": quantization.axis,
            "words": None if quantization.words is None else list(quantization.words),
        },
    }


def _operator(operator: Operator) -> dict[str, Any]:
    return {
        "op": operator.op,
        "inputs": [None if tensor is None else tensor.index for tensor in operator.inputs],
        "outputs": [tensor.index for tensor in operator.outputs],
        "options": operator.options,
    }


def _read(path: Path) -> Graph:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.compress_type != zipfile.ZIP_STORED:
                raise CorruptModelError(f"its member {info.filename[:100]!r} is compressed")
        if sum(info.file_size for info in archive.infolist()) > path.stat().st_size:
            raise CorruptModelError("its members overlap: together they are larger than the file")
        table = json.loads(archive.read(MEMBER))
        if not isinstance(table, dict) or table.get("format") != FORMAT:
            raise CorruptModelError(f"{MEMBER} does not say that it is a {FORMAT}")
        if table.get("version") != VERSION:
            raise CorruptModelError(
                f"{MEMBER} is of version {table.get('version')!r}, where {VERSION} is read; "
                "write it again with python -m golden scheme"
            )
        return Description(table, lambda index: archive.read(member_name(index))).graph()
