"""Whole networks through the emulated accelerator, against TFLite and the golden model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden.errors import InputError
from golden.inputs import load_inputs
from golden.kraken import ArrayParams
from golden.kraken.accelerator import AcceleratorParams, plan_network
from golden.kraken.accelerator.host import HostStep
from golden.load import load_model
from golden.model import Model
from golden.networks.shipped import DIGITS, load_images
from golden.networks.zoo import DEFAULT_FOLDER
from golden.reference import reference_trace
from golden.schemes import PowerOfTwo, translated
from tests.golden.kraken.accelerator.emulation import run_steps

USUAL = AcceleratorParams()
SMALL = AcceleratorParams(ArrayParams(rows=4, cols=24))
ODD = AcceleratorParams(ArrayParams(rows=3, cols=20, out_channels=5, weight_depth=64), 4)
"""Five channels a beat, a narrow port, and buffers so small that layers are cut along C_i."""

ZOO = (
    "image_classification",
    "keyword_spotting",
    "visual_wake_words",
    "anomaly_detection",
    "rock_paper_scissors",
    "tflite_micro_speech",
    "tflite_micro_magic_wand",
    "fingerprint_signature_generator",
    "keyword_spotting_mobilenetv2",
)


def run(model: Model, params: AcceleratorParams, *inputs: np.ndarray) -> dict[str, np.ndarray]:
    """Every tensor at the end of a step."""
    samples = len(inputs[0]) if inputs[0].ndim else 1
    steps = plan_network(model, params, samples)
    planned = [layer.name for step in steps for layer in step.layers]
    assert sorted(planned) == sorted(layer.name for layer in model.layers)
    constants = {name: t.data for name, t in model.tensors.items() if t.data is not None}
    return run_steps(steps, dict(zip(model.inputs, inputs, strict=True)), constants)


@pytest.mark.parametrize("params", [USUAL, SMALL, ODD], ids=["usual", "small", "odd"])
def test_the_digits(params: AcceleratorParams) -> None:
    model = load_model(DIGITS)
    x = load_images(DIGITS)[0][:1]
    found, due = run(model, params, x), reference_trace(model, DIGITS, x)
    assert set(model.outputs) < set(found)
    for name, tensor in found.items():
        assert np.array_equal(tensor, due[name]), name


@pytest.mark.parametrize("params", [USUAL, SMALL, ODD], ids=["usual", "small", "odd"])
def test_several_samples_at_once(params: AcceleratorParams) -> None:
    model = load_model(DIGITS)
    x = load_images(DIGITS)[0][:3]
    found, due = run(model, params, x), model.trace(x)
    for name, tensor in found.items():
        assert np.array_equal(tensor, due[name]), name


@pytest.mark.parametrize("params", [USUAL, SMALL], ids=["usual", "small"])
@pytest.mark.parametrize("name", ZOO)
def test_the_zoo(name: str, params: AcceleratorParams) -> None:
    path = Path(DEFAULT_FOLDER) / f"{name}.tflite"
    if not path.exists():
        pytest.skip("python -m golden.networks.zoo fetches it")
    model = load_model(path)
    rng = np.random.default_rng(1)
    inputs, _ = load_inputs(model, path, None, rng=rng, most=model.batch)
    found, due = run(model, params, *inputs), reference_trace(model, path, *inputs)
    for each, tensor in found.items():
        assert np.array_equal(tensor, due[each]), each


@pytest.mark.parametrize(
    "params",
    [
        SMALL,
        pytest.param(USUAL, marks=pytest.mark.thorough),
        pytest.param(ODD, marks=pytest.mark.thorough),
    ],
    ids=["small", "usual", "odd"],
)
def test_everything_in_the_zoo_has_a_plan(params: AcceleratorParams) -> None:
    paths = sorted(Path(DEFAULT_FOLDER).glob("*.tflite"))
    if not paths:
        pytest.skip("python -m golden.networks.zoo fetches it")
    for path in paths:
        model = load_model(path)
        planned = [layer.name for step in plan_network(model, params) for layer in step.layers]
        assert sorted(planned) == sorted(layer.name for layer in model.layers), path


@pytest.mark.parametrize("bits", [8, 4])
def test_a_model_in_a_scheme(bits: int) -> None:
    source = load_model(DIGITS)
    x = load_images(DIGITS)[0][:2]
    model = PowerOfTwo(8, bits).convert(source, x)
    (words,) = translated(source, model, (x,))
    found, due = run(model, SMALL, words), model.trace(words)
    for name, tensor in found.items():
        assert np.array_equal(tensor, due[name]), name
    where = {step.where for step in plan_network(model, SMALL) if step.layers[0].op == "CONV_2D"}
    assert all(text.startswith("engine, requantizer") for text in where)


def test_arrays_of_another_batch_are_refused() -> None:
    model = load_model(DIGITS)
    step = plan_network(model, SMALL)[0]
    with pytest.raises(InputError, match="plan the network for as many samples"):
        step.run_on(load_images(DIGITS)[0][:2])
    with pytest.raises(InputError, match="reads 1 arrays, not 0"):
        step.run_on()


def test_copies_are_left_to_the_host() -> None:
    model = load_model(DIGITS)
    where = {step.layers[-1].op: step.where for step in plan_network(model, SMALL)}
    assert where["RESHAPE"] == "host: reshape"
    assert where["SOFTMAX"] == "host: softmax"
    assert where["CONCATENATION"] == "host: concatenation"
    assert where["LEAKY_RELU"] == "engine, requantizer, activation"
    hosts = [step for step in plan_network(model, SMALL) if isinstance(step, HostStep)]
    assert all(len(step.layers) == 1 for step in hosts)
