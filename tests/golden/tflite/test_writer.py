"""What is written is read back, by us and by TFLite."""

from __future__ import annotations

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from golden.errors import UnsupportedModelError
from golden.graph import Graph, Operator, Tensor
from golden.networks.shipped import DIGITS, load_images
from golden.reference import ReferenceModel
from golden.tflite import read_graph, read_graph_bytes
from golden.tflite.writer import ALIGNMENT, Writer, write_graph


def test_a_graph_comes_back_as_it_was() -> None:
    graph = read_graph(DIGITS)
    again = read_graph_bytes(bytes(write_graph(graph)))
    assert [t.name for t in again.inputs + again.outputs] == [
        t.name for t in graph.inputs + graph.outputs
    ]
    for old, new in zip(graph.tensors, again.tensors, strict=True):
        assert (old.name, old.shape, old.dtype) == (new.name, new.shape, new.dtype)
        assert (old.data is None) == (new.data is None)
        if old.data is not None and new.data is not None:
            assert np.array_equal(old.data, new.data)
        assert (old.quantization is None) == (new.quantization is None)
        if old.quantization is not None and new.quantization is not None:
            assert np.array_equal(old.scales, new.scales)
            assert np.array_equal(old.quantization.zero_points, new.quantization.zero_points)
            assert old.quantization.axis == new.quantization.axis
    for before, after in zip(graph.operators, again.operators, strict=True):
        assert (before.op, before.options) == (after.op, after.options)
        for side in ("inputs", "outputs"):
            assert [None if t is None else t.name for t in getattr(before, side)] == [
                None if t is None else t.name for t in getattr(after, side)
            ]


def test_tflite_computes_the_same_with_it() -> None:
    images, _ = load_images(DIGITS)
    content = bytes(write_graph(read_graph(DIGITS)))
    (ours,) = ReferenceModel(content).run(images[:1])
    (theirs,) = ReferenceModel(DIGITS.read_bytes()).run(images[:1])
    assert np.array_equal(ours, theirs)


def test_constants_lie_where_the_schema_asks_for_them() -> None:
    content = bytes(write_graph(read_graph(DIGITS)))
    model = schema.Model.GetRootAs(content, 0)
    places = []
    for index in range(model.BuffersLength()):
        data = model.Buffers(index).DataAsNumpy()
        if not isinstance(data, int):
            places.append(data.__array_interface__["data"][0])
    base = np.frombuffer(content, np.uint8).__array_interface__["data"][0]
    assert len(places) > 20
    assert {(place - base) % ALIGNMENT for place in places} == {0}


def test_an_operator_that_is_not_written() -> None:
    tensor = Tensor(0, "x", (1, 2), np.dtype(np.int8))
    other = Tensor(1, "y", (1, 2), np.dtype(np.int8))
    operator = Operator(0, "TANH", (tensor,), (other,))
    with pytest.raises(UnsupportedModelError, match=r"operator 0 \(TANH.* cannot be written"):
        write_graph(Graph((tensor, other), (operator,), (tensor,), (other,)))


def test_an_option_that_does_not_exist() -> None:
    writer = Writer()
    x, y = (writer.tensor(name, (1, 2), np.int8) for name in "xy")
    with pytest.raises(AttributeError, match="SoftmaxOptions has no alpha"):
        writer.operator("SOFTMAX", [x], [y], ("SoftmaxOptions", {"alpha": 1.0}))
