"""What the scores of a classifier stand for, where its file says so or we trained it ourselves.

The zoo's files carry a dictionary of their training among their metadata: a flatbuffer of entries,
each a key and a value of one of several types. Its entry `classes` lists the classes in the order
of the scores.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from golden.networks.shipped import DIGITS

DICTIONARY = b"SL_PARAMSv1"
"""Name of the metadata that hold the dictionary."""
CLASSES = "classes"
STRING_LIST = 13
"""The type of a value that is a list of texts."""
MOST = 4096
"""Entries and classes that are looked at."""


def class_names(model: Path | str) -> tuple[str, ...]:
    """Classes of the model at a path, in the order of its scores; empty where none are known.

    Another number of scores than of classes means that the scores stand for something else.
    """
    path = Path(model)
    if path.resolve() == DIGITS.resolve():
        return tuple(str(digit) for digit in range(10))
    try:
        dictionary = _metadata(path.read_bytes())
        return tuple(_classes(dictionary)) if dictionary else ()
    # What the flatbuffers library raises at offsets and lengths that make no sense.
    except (OSError, struct.error, IndexError, ValueError, TypeError, AttributeError):
        return ()


def _metadata(content: bytes) -> bytes:
    from ai_edge_litert import schema_py_generated as schema

    model = schema.Model.GetRootAs(content, 0)
    for index in range(min(model.MetadataLength(), MOST)):
        entry = model.Metadata(index)
        if entry.Name() == DICTIONARY:
            data = model.Buffers(entry.Buffer()).DataAsNumpy()
            return b"" if isinstance(data, int) else bytes(data)
    return b""


def _classes(dictionary: bytes) -> Iterator[str]:
    """The texts of the dictionary's entry `classes`."""
    root = _Table(dictionary, struct.unpack_from("<I", dictionary)[0])
    for entry in root.tables(1):
        if entry.text(0) == CLASSES and entry.byte(1) == STRING_LIST:
            yield from entry.table(2).texts(0)


class _Table:
    """A table of a flatbuffer whose schema we have no generated code for."""

    def __init__(self, content: bytes, position: int) -> None:
        from flatbuffers.table import Table

        self._content = content
        self._table: Any = Table(bytearray(content), position)

    def byte(self, field: int) -> int:
        at = self._at(field)
        return self._content[at] if at else 0

    def text(self, field: int) -> str:
        at = self._at(field)
        return self._text(at) if at else ""

    def table(self, field: int) -> _Table:
        return _Table(self._content, self._table.Indirect(self._required(field)))

    def tables(self, field: int) -> Iterator[_Table]:
        for at in self._elements(field):
            yield _Table(self._content, self._table.Indirect(at))

    def texts(self, field: int) -> Iterator[str]:
        for at in self._elements(field):
            yield self._text(at)

    def _text(self, at: int) -> str:
        return bytes(self._table.String(at)).decode("utf-8")

    def _elements(self, field: int) -> Iterator[int]:
        offset = self._table.Offset(4 + 2 * field)
        if offset:
            first = self._table.Vector(offset)
            for i in range(min(self._table.VectorLen(offset), MOST)):
                yield first + 4 * i

    def _required(self, field: int) -> int:
        at = self._at(field)
        if not at:
            raise ValueError(f"field {field} is missing")
        return at

    def _at(self, field: int) -> int:
        """Place of a field's value, 0 where the table has none."""
        offset = self._table.Offset(4 + 2 * field)
        return int(offset + self._table.Pos) if offset else 0
