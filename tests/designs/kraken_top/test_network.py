"""Whole networks on the accelerator: which layers, on what, and what is told of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from golden import Model
from golden.networks.shipped import DIGITS
from sim.errors import UsageError
from sim.run import simulate
from tb.bench import OptionError
from tb.designs.kraken_top.options import chosen_names
from tb.spec import RunSpec
from tests.golden.minting import T, mint, options
from tests.golden.strategies import data

DENSE = "fully_connected_22"
SMALL = {"Rows": 2, "Cols": 6, "KhMax": 3, "KwMax": 3, "SMax": 2, "WeightDepth": 64}


def spec(**changes: object) -> RunSpec:
    usual: dict[str, object] = {
        "toplevel": "kraken_top",
        "simulator": "icarus",
        "tests": ("network",),
        "parameters": SMALL,
    }
    return RunSpec.of(**{**usual, **changes})


def figures(line: Mapping[str, Any], *names: str) -> list[Any]:
    return [line["figures"][name] for name in names]


@pytest.fixture
def dense(tmp_path: Path) -> Path:
    """Three rows of ten through one dense layer, whose sums the host must requantise."""
    path = tmp_path / "dense.tflite"
    tensors = [T((3, 10), 1e-7), T((5, 10), 1.1, data=data(1, (5, 10))), None]
    kind = options("FullyConnectedOptions")
    path.write_bytes(mint("FULLY_CONNECTED", tensors, [T((3, 5), 0.7)], kind))
    return path


@pytest.fixture
def softmax(tmp_path: Path) -> Path:
    """A model of which nothing runs on the accelerator."""
    path = tmp_path / "softmax.tflite"
    kind = options("SoftmaxOptions", beta=1.0)
    path.write_bytes(mint("SOFTMAX", [T((2, 6), 0.1)], [T((2, 6), 1 / 256, -128)], kind))
    return path


def test_layers_are_chosen_by_name_and_by_number() -> None:
    model = Model.from_tflite(DIGITS)
    every = [layer.name for layer in model.layers]
    assert chosen_names(model, DIGITS, ()) == set(every)
    assert chosen_names(model, DIGITS, (every[2], "0")) == {every[2], every[0]}
    with pytest.raises(OptionError, match=r"no layer 'x'; these are"):
        chosen_names(model, DIGITS, ("x",))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"LAYERS": "no_such"}, "no layer 'no_such'; these are"),
        ({"MODEL": "missing.tflite"}, r"MODEL=missing.tflite: the model .* does not exist"),
        ({"MODEL": "no_network"}, "no model is called 'no_network'"),
        ({"FEED": "both"}, "FEED=both is not legal; it can be chain or golden"),
        ({"IMAGES": "0"}, "IMAGES=0 is not legal"),
        ({"IMAGES": "1000"}, r"IMAGES=1000 are more than the \d+ of digits.npz"),
    ],
)
def test_options_are_refused_before_anything_is_built(given: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        simulate(spec(options=given))


def test_the_end_of_the_digits() -> None:
    """Fed by the golden model: one step on the accelerator and one on the host."""
    given = {"FEED": "golden", "LAYERS": f"{DENSE},softmax_23", "IMAGES": "2"}
    result = simulate(spec(options=given))
    assert result.passed, result.mismatches or result.fault
    first, second = result.cases
    assert first["case"] == DENSE
    assert figures(first, "index", "op", "where") == [22, "FULLY_CONNECTED", "engine, requantizer"]
    assert first["clocks"] == first["figures"]["predicted"] > 0
    assert first["figures"]["taps"]["requantized"] == first["figures"]["taps"]["out"] > 0
    assert first["figures"]["macs"] == 2 * 64 * 10
    assert second["case"] == "softmax_23"
    assert [second["beats"], second["clocks"], second["verdict"]] == [0, 0, "passed"]
    assert second["figures"]["where"] == "host: softmax"
    told = json.loads((result.folder / "network.json").read_text(encoding="utf-8"))
    assert [told["model"], told["images"], told["feed"]] == ["digits", 2, "golden"]
    assert told["truth"] == "TFLite's tensor"
    assert told["proved"] == 10
    (output,) = told["outputs"]
    assert output["equal"]
    assert output["values"] == 20
    assert output["index"] == told["answers_of"] == 0
    labels = np.load(DIGITS.with_suffix(".npz"))["labels"][:2]
    assert [answer["label"] for answer in told["answers"]] == labels.tolist()
    assert all(answer["ours"] == answer["tflite"] for answer in told["answers"])


def test_a_layer_in_the_middle_of_a_chain() -> None:
    """Those before it are computed by the golden model."""
    result = simulate(spec(options={"LAYERS": DENSE}))
    assert result.passed, result.mismatches or result.fault
    (line,) = result.cases
    assert line["case"] == DENSE
    told = json.loads((result.folder / "network.json").read_text(encoding="utf-8"))
    assert [output["equal"] for output in told["outputs"]] == [True]


def test_raw_sums(dense: Path) -> None:
    result = simulate(spec(options={"MODEL": str(dense)}))
    assert result.passed, result.mismatches or result.fault
    (line,) = result.cases
    assert line["figures"]["where"].startswith("engine (raw sums), host: requantisation has no")
    assert line["values"] == 15
    told = json.loads((result.folder / "network.json").read_text(encoding="utf-8"))
    assert told["proved"] == 0


def test_a_model_that_the_host_computes_proves_nothing(softmax: Path) -> None:
    result = simulate(spec(options={"MODEL": str(softmax)}))
    assert not result.passed
    assert [line["verdict"] for line in result.cases] == ["passed"]
    assert "has compared no beat" in str(result.tests)
