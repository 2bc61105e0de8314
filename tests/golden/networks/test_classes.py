"""Classes of a model's scores, from the dictionary in its metadata."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import flatbuffers
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from golden.networks.classes import CLASSES, DICTIONARY, STRING_LIST, class_names
from golden.networks.shipped import DIGITS
from golden.tflite.writer import pack
from tests.golden.minting import T, mint, options

INT32 = 6
NAMES = ("rock", "paper", "Schère", "_unknown_")
POOL = options("Pool2DOptions", padding=1, strideH=2, strideW=2, filterHeight=2, filterWidth=2)
BARE = mint("MAX_POOL_2D", [T((1, 4, 4, 3), 0.5)], [T((1, 2, 2, 3), 0.5)], POOL)


def dictionary(entries: dict[str, int | Sequence[str]]) -> bytes:
    """The flatbuffer: a table of a version and entries, each a key, a type and a value."""
    b = flatbuffers.Builder(64)
    made = []
    for key, value in entries.items():
        if isinstance(value, int):
            b.StartObject(1)
            b.PrependInt32Slot(0, value, 0)
            kind, held = INT32, b.EndObject()
        else:
            texts = [b.CreateString(text) for text in value]
            b.StartVector(4, len(texts), 4)
            for text in reversed(texts):
                b.PrependUOffsetTRelative(text)
            vector = b.EndVector()
            b.StartObject(1)
            b.PrependUOffsetTRelativeSlot(0, vector, 0)
            kind, held = STRING_LIST, b.EndObject()
        name = b.CreateString(key)
        b.StartObject(3)
        b.PrependUOffsetTRelativeSlot(2, held, 0)
        b.PrependUint8Slot(1, kind, 0)
        b.PrependUOffsetTRelativeSlot(0, name, 0)
        made.append(b.EndObject())
    b.StartVector(4, len(made), 4)
    for entry in reversed(made):
        b.PrependUOffsetTRelative(entry)
    vector = b.EndVector()
    b.StartObject(2)
    b.PrependUOffsetTRelativeSlot(1, vector, 0)
    b.PrependUint8Slot(0, 1, 0)
    b.Finish(b.EndObject())
    return bytes(b.Output())


def carrying(data: bytes, name: bytes = DICTIONARY) -> bytes:
    """A model with these metadata."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(BARE, 0))
    buffer, entry = schema.BufferT(), schema.MetadataT()
    buffer.data = np.frombuffer(data, np.uint8)
    model.buffers.append(buffer)
    entry.name, entry.buffer = name, len(model.buffers) - 1
    model.metadata = [entry]
    return bytes(pack(model))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "net.tflite"


def test_they_are_listed_in_the_file(path: Path) -> None:
    path.write_bytes(carrying(dictionary({"version": 1, CLASSES: NAMES, "scale": 3})))
    assert class_names(path) == NAMES


@pytest.mark.parametrize(
    "content",
    [
        BARE,
        carrying(dictionary({"version": 1})),
        carrying(dictionary({CLASSES: 3})),
        carrying(dictionary({CLASSES: ()})),
        carrying(dictionary({CLASSES: NAMES}), b"other"),
        carrying(b""),
        b"PK\3\4 another format",
        b"",
    ],
    ids=["bare", "without", "number", "empty", "other", "nothing", "zip", "no byte"],
)
def test_none_are_known(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    assert class_names(path) == ()


def test_a_damaged_file_has_none_or_others_but_raises_nothing(path: Path) -> None:
    whole = dictionary({"version": 1, CLASSES: NAMES})
    rng = np.random.default_rng(3)
    for _ in range(300):
        data = np.frombuffer(whole, np.uint8).copy()
        data[rng.integers(0, len(data), 3)] = rng.integers(0, 256, 3)
        path.write_bytes(carrying(bytes(data[: rng.integers(1, len(data) + 1)])))
        assert isinstance(class_names(path), tuple)


def test_the_shipped_network_tells_digits() -> None:
    assert class_names(DIGITS) == tuple("0123456789")
    assert class_names(DIGITS.parent / "missing.tflite") == ()
