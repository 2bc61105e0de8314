"""Model, graph and comparison, on small minted models."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from golden import Dense, InputError, Model, UnsupportedModelError
from golden.comparison import compare, unequal
from golden.networks.shipped import DIGITS, load_images
from golden.reference import ReferenceModel
from tests.golden.minting import T, constant, mint, model_of, options
from tests.golden.strategies import data


def dense(op: str = "FULLY_CONNECTED", **changes: object) -> bytes:
    """A small fully connected model."""
    fields: dict = {"scale": 0.5, "zero_point": 3} | changes
    kernel = T((4, 6), 0.25, data=data(1, (4, 6)))
    return mint(op, [T((1, 6), **fields), kernel], [T((1, 4), 8.0)], options(
        "FullyConnectedOptions"
    ), version=5)  # fmt: skip


def test_import_is_light() -> None:
    code = (
        "import sys, time; t = time.process_time(); import golden; t = time.process_time() - t;"
        "print(t, *{'tensorflow', 'torch', 'ai_edge_litert', 'keras'} & set(sys.modules))"
    )
    seconds = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        taken, *heavy = done.stdout.split()
        assert heavy == []
        seconds.append(float(taken))
    assert min(seconds) < 0.5


def test_a_planted_fault_is_counted_and_located() -> None:
    content = dense()
    model = model_of(content)
    x = data(5, (3, 6))
    (layer,) = model.layers
    assert isinstance(layer, Dense)
    kernel = layer.kernel.copy()
    kernel[2, 1] ^= 0x40
    model.layers[0] = replace(layer, kernel=kernel)
    (entry,) = compare(model, ReferenceModel(content), (x,))
    expected = ReferenceModel(content)
    wrong = [
        i
        for i in range(3)
        if not np.array_equal(expected.run(x[i : i + 1]), model.run(x[i : i + 1]))
    ]
    assert wrong
    assert entry.running == entry.alone == len(wrong)
    assert entry.first is not None
    assert entry.first.where == (wrong[0], 1)
    assert entry.first.expected == expected.run(x[wrong[0]][None])[0][0, 1]
    assert entry.first.actual != entry.first.expected


def test_unequal_floats() -> None:
    a = np.array([0.0, np.nan, 1.0, np.nan], np.float32)
    b = np.array([-0.0, np.nan, 1.0, 1.0], np.float32)
    assert unequal(a, b).tolist() == [True, False, False, True]
    assert unequal(a, a[:2]).all()
    assert unequal(a, a.astype(np.float64)).all()


def test_unquantised_tensor_is_named() -> None:
    with pytest.raises(UnsupportedModelError, match=r"'in0' \(int8\) carries no quantisation"):
        model_of(dense(scale=None))


def test_float_model_is_refused() -> None:
    sentence = r"operator 0 \(FULLY_CONNECTED, output 'out0'\).*float32.*full int8"
    with pytest.raises(UnsupportedModelError, match=sentence):
        model_of(dense(scale=None, dtype=np.float32))


def test_quantise_and_dequantise() -> None:
    tensor = model_of(dense()).tensors["in0"]
    assert tensor.quantise([0.0, 0.25, -0.25, 1e9, -1e9]).tolist() == [3, 4, 2, 127, -128]
    assert tensor.dequantise(np.array([3, 5], np.int8)).tolist() == [0.0, 1.0]


def test_wrong_number_of_inputs() -> None:
    model = model_of(dense())
    with pytest.raises(InputError, match="takes 1 inputs, not 2"):
        model.run(data(1, (1, 6)), data(1, (1, 6)))


def test_a_large_batch_is_fast() -> None:
    model = model_of(dense())
    x = data(1, (20_000, 6))
    start = time.process_time()
    model.predict(x)
    assert time.process_time() - start < 2.0


def test_layers_that_touch_the_batch_axis_run_sample_by_sample() -> None:
    content = mint(
        "TRANSPOSE",
        [T((1, 2, 3), 0.5), constant([2, 1, 0])],
        [T((3, 2, 1), 0.5)],
        options("TransposeOptions"),
        version=2,
    )
    model = model_of(content)
    x = data(1, (4, 2, 3))
    singly = np.concatenate([model.predict(x[i : i + 1]) for i in range(4)])
    assert np.array_equal(model.predict(x), singly)
    assert np.array_equal(model.trace(x)["out0"], singly)


def test_batches_of_a_model_with_its_own_batch_size() -> None:
    content = mint(
        "MEAN",
        [T((2, 3), 0.5), constant([0])],
        [T((3,), 0.5)],
        options("ReducerOptions"),
        version=2,
    )
    model = model_of(content)
    x = data(1, (6, 3))
    pairs = np.concatenate([model.predict(x[i : i + 2]) for i in range(0, 6, 2)])
    assert np.array_equal(model.predict(x), pairs)
    with pytest.raises(InputError, match="runs batches of 2: 5 is no multiple"):
        model.predict(x[:5])


def test_steps_are_what_trace_and_run_do() -> None:
    model, images = Model.from_tflite(DIGITS), load_images(DIGITS)[0][:3]
    traced = model.trace(images)
    steps = list(model.steps(images))
    assert [step.layer for step in steps] == model.layers
    for step in steps:
        for name, array in zip(step.layer.inputs, step.inputs, strict=True):
            assert array is model.tensors[name].data or np.array_equal(array, traced[name])
        assert all(np.array_equal(array, traced[name]) for name, array in step.outputs.items())
    assert np.array_equal(steps[-1].outputs[model.outputs[0]], model.predict(images))


@pytest.mark.parametrize("place", [0, 3, 11])
def test_what_is_put_in_a_layers_place_flows_on(place: int) -> None:
    """The same as the layers behind it give for the changed tensor, and nothing before changes."""
    model, images = Model.from_tflite(DIGITS), load_images(DIGITS)[0][:2]
    traced = model.trace(images)
    changed = model.layers[place].outputs[0]
    expected = {**traced, changed: ~traced[changed]}
    for layer in model.layers[place + 1 :]:
        expected[layer.outputs[0]] = np.asarray(
            layer.forward(*(expected[name] for name in layer.inputs))
        )
    found: dict[str, np.ndarray] = {}
    for index, step in enumerate(model.steps(images)):
        if index == place:
            step.put(~step.outputs[changed])
        found |= step.outputs
    assert all(np.array_equal(found[name], expected[name]) for name in found)
    assert not np.array_equal(found[model.outputs[0]], traced[model.outputs[0]])


def test_what_is_put_must_fit() -> None:
    x = data(5, (3, 6))
    (step,) = model_of(dense()).steps(x)
    for wrong in (np.zeros((3, 5), np.int8), np.zeros((3, 4), np.int16), np.zeros(4, np.int8)):
        with pytest.raises(InputError, match=r"'fully_connected_0' gives int8 \[1, 4\], not"):
            step.put(wrong)
    with pytest.raises(InputError, match="has 1 outputs, not 2"):
        step.put(step.outputs["out0"], step.outputs["out0"])


def test_steps_take_what_runs_at_once() -> None:
    content = mint(
        "TRANSPOSE",
        [T((1, 2, 3), 0.5), constant([2, 1, 0])],
        [T((3, 2, 1), 0.5)],
        options("TransposeOptions"),
        version=2,
    )
    model = model_of(content)
    assert [step.layer.op for step in model.steps(data(1, (1, 2, 3)))] == ["TRANSPOSE"]
    with pytest.raises(InputError, match="goes in steps through 1 samples only, not 4"):
        model.steps(data(1, (4, 2, 3)))
    with pytest.raises(InputError, match="takes 1 inputs, not 2"):
        model.steps(data(1, (1, 2, 3)), data(1, (1, 2, 3)))
