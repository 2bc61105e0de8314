"""Files that are corrupt, truncated, hostile or unsupported: one sentence, never a crash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from golden import CorruptModelError, Model, ModelError, UnsupportedModelError
from golden.networks.shipped import DIGITS
from golden.tflite import read_graph, read_graph_bytes
from golden.tflite.writer import pack
from tests.golden.minting import T, mint, options
from tests.golden.strategies import data

POOL = options("Pool2DOptions", padding=1, strideH=2, strideW=2, filterHeight=2, filterWidth=2)


def pool(shape: tuple[int, ...] = (1, 4, 4, 3), out: tuple[int, ...] = (1, 2, 2, 3)) -> bytes:
    """A minted pool whose shapes may contradict each other."""
    return mint("MAX_POOL_2D", [T(shape, 0.5)], [T(out, 0.5)], POOL)


def edited(content: bytes, edit: Callable[[schema.ModelT], None]) -> bytes:
    """The model after `edit` of its object tree."""
    model = schema.ModelT.InitFromPackedBuf(content)
    edit(model)
    return bytes(pack(model))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CorruptModelError, match="No such file"):
        Model.from_tflite(tmp_path / "none.tflite")


@pytest.mark.parametrize("content", [b"", b"short", b"\0" * 4 + b"TFL2" + b"\0" * 100])
def test_no_model_at_all(content: bytes) -> None:
    with pytest.raises(CorruptModelError, match="not a TFLite model"):
        read_graph_bytes(content)


@pytest.mark.parametrize("share", [0.0001, 0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999])
def test_truncated_file(tmp_path: Path, share: float) -> None:
    content = DIGITS.read_bytes()
    path = tmp_path / "cut.tflite"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CorruptModelError, match=r"cut\.tflite: "):
        Model.from_tflite(path)


def test_vector_longer_than_the_file() -> None:
    """Lengths are believed only as far as the file reaches."""
    content = bytearray(pool())
    at = bytes(content).index(np.array([4, 1, 4, 4, 3], np.int32).tobytes())
    content[at : at + 4] = np.array([2**30], np.uint32).tobytes()
    with pytest.raises(CorruptModelError):
        read_graph_bytes(bytes(content))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pool(out=(1, 3, 2, 3)), r"'out0' of shape \[1, 3, 2, 3\].*make that \[1, 2, 2, 3\]"),
        (pool(shape=(1, 4, 4, 0), out=(1, 2, 2, 0)), r"of shape \[1, 4, 4, 0\], which is empty"),
        (
            mint(
                "BATCH_MATMUL",
                [T((1, 8193, 16384), 0.5), T((1, 16384, 16384), 0.5)],
                [T((1, 8193, 16384), 0.5)],
                options("BatchMatMulOptions"),
            ),
            "would take 2199291691008 multiplications",
        ),
        (pool(shape=(1, 4, 4)), "where 4 dimensions are supported"),
        (pool(shape=(1, 60000, 60000, 3)), "at most 268435456 are supported"),
        (mint("CUMSUM", [T((1, 4), 1.0)], [T((1, 4), 1.0)]), r"operator 0 \(CUMSUM.*CONV_2D"),
        (mint("MAX_POOL_2D", [T((1, 4, 4, 3), 0.5)], [T((1, 2, 2, 3), 0.25)], POOL), "share"),
        (mint("MAX_POOL_2D", [T((1, 4, 4, 3), 0.5)], [T((1, 2, 2, 3), 0.5)]), "no option"),
        (
            mint("MAX_POOL_2D", [T((1, 4, 4, 3), 0.5, variable=True)], [T((1, 2, 2, 3), 0.5)]),
            "keeps its value between runs",
        ),
        (
            mint("RESHAPE", [T((2, 2), 1.0, data=data(1, (5,)))], [T((4,), 1.0)]),
            r"holds 5 bytes, but shape \[2, 2\] of int8 takes 4",
        ),
    ],
)
def test_contradictions_and_gaps_are_named(content: bytes, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        Model(read_graph_bytes(content))


def make_cycle(model: schema.ModelT) -> None:
    graph = model.subgraphs[0]
    graph.operators[0].inputs = [1]
    graph.inputs = []
    graph.outputs = [1]


def compute_twice(model: schema.ModelT) -> None:
    graph = model.subgraphs[0]
    graph.operators = graph.operators * 2


def read_beyond(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].inputs = [99]


def unknown_code(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].opcodeIndex = 7


def negative_shape(model: schema.ModelT) -> None:
    model.subgraphs[0].tensors[0].shape = [1, -4, 4, 3]


def zero_scale(model: schema.ModelT) -> None:
    model.subgraphs[0].tensors[0].quantization.scale = [0.0]


def nan_scale(model: schema.ModelT) -> None:
    model.subgraphs[0].tensors[0].quantization.scale = [float("nan")]


def no_graph(model: schema.ModelT) -> None:
    model.subgraphs = []


def no_outputs(model: schema.ModelT) -> None:
    model.subgraphs[0].outputs = []


def zero_stride(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].builtinOptions.strideH = 0


def unknown_padding(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].builtinOptions.padding = 9


def tanh_activation(model: schema.ModelT) -> None:
    model.subgraphs[0].operators[0].builtinOptions.fusedActivationFunction = 4


def tiny_output_scale(model: schema.ModelT) -> None:
    model.operatorCodes[0].builtinCode = schema.BuiltinOperator.RELU
    model.operatorCodes[0].deprecatedBuiltinCode = schema.BuiltinOperator.RELU
    tensors = model.subgraphs[0].tensors
    tensors[1].shape = tensors[0].shape
    tensors[1].quantization.scale = [1e-30]


def string_tensor(model: schema.ModelT) -> None:
    model.subgraphs[0].tensors[0].type = schema.TensorType.STRING


def missing_buffer(model: schema.ModelT) -> None:
    model.subgraphs[0].tensors[0].buffer = 9


def custom_operator(model: schema.ModelT) -> None:
    model.operatorCodes[0].builtinCode = schema.BuiltinOperator.CUSTOM
    model.operatorCodes[0].deprecatedBuiltinCode = schema.BuiltinOperator.CUSTOM
    model.operatorCodes[0].customCode = b"MyOperator"


@pytest.mark.parametrize(
    ("edit", "fault", "sentence"),
    [
        (make_cycle, CorruptModelError, "inputs or outputs|before anything computes it"),
        (compute_twice, CorruptModelError, "known already"),
        (read_beyond, CorruptModelError, "reads tensor 99 of 2"),
        (unknown_code, CorruptModelError, "has code 7 of 1"),
        (negative_shape, CorruptModelError, "impossible shape"),
        (zero_scale, CorruptModelError, "finite scales above 0"),
        (nan_scale, CorruptModelError, "finite scales above 0"),
        (no_graph, CorruptModelError, "no subgraph"),
        (no_outputs, CorruptModelError, "lacks inputs or outputs"),
        (zero_stride, CorruptModelError, "stride_h, stride_w"),
        (unknown_padding, CorruptModelError, "padding code 9"),
        (tanh_activation, UnsupportedModelError, "fused activation TANH"),
        (tiny_output_scale, UnsupportedModelError, "32-bit shift is undefined"),
        (string_tensor, UnsupportedModelError, "type STRING"),
        (missing_buffer, CorruptModelError, "buffer 9"),
        (custom_operator, UnsupportedModelError, "CUSTOM 'MyOperator'"),
    ],
)
def test_edited_models(
    edit: Callable[[schema.ModelT], None], fault: type[ModelError], sentence: str
) -> None:
    with pytest.raises(fault, match=sentence):
        Model(read_graph_bytes(edited(pool(), edit)))


def test_names_are_made_unique() -> None:
    def same_names(model: schema.ModelT) -> None:
        for tensor in model.subgraphs[0].tensors:
            tensor.name = b"x"

    graph = read_graph_bytes(edited(pool(), same_names))
    assert [tensor.name for tensor in graph.tensors] == ["x", "x#1"]


@pytest.mark.parametrize(
    "names", [[b"b#2", b"b", b"b"], [b"b", b"b", b"b#1"], [b"", b"#0", b"#0"], [b"#1", b"", b""]]
)
def test_names_made_unique_do_not_collide(names: list[bytes]) -> None:
    def rename(model: schema.ModelT) -> None:
        for tensor, name in zip(model.subgraphs[0].tensors, names, strict=True):
            tensor.name = name

    both = [T((1, 4), 0.5), T((1, 4), 0.5)]
    content = mint("ADD", [*both], [T((1, 4), 1.0)], options("AddOptions"), version=2)
    graph = read_graph_bytes(edited(content, rename))
    found = [tensor.name for tensor in graph.tensors]
    assert len(set(found)) == len(found)
    assert all(name.startswith(said.decode()) for name, said in zip(found, names, strict=True))
    assert len(Model(graph).trace(data(1, (1, 4)), data(2, (1, 4)))) == 3


def test_names_cannot_break_a_sentence() -> None:
    def endless_name(model: schema.ModelT) -> None:
        tensor = model.subgraphs[0].tensors[0]
        tensor.name = b"a\nb\x1b[2J" + b"c" * 100_000
        tensor.shape = [1, -4, 4, 3]

    with pytest.raises(CorruptModelError) as caught:
        read_graph_bytes(edited(pool(), endless_name))
    text = str(caught.value)
    assert text.isprintable()
    assert len(text) < 250
    assert "a\N{REPLACEMENT CHARACTER}b" in text


def test_reading_keeps_weights_as_views() -> None:
    graph = read_graph(DIGITS)
    kernels = [t.data for t in graph.tensors if t.data is not None and t.dtype == np.int8]
    assert kernels
    assert all(not kernel.flags.owndata for kernel in kernels)
