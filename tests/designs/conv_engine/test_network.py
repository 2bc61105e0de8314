"""Which layers of a model a run computes, and on what."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden import Model
from golden.networks.shipped import DIGITS
from sim.errors import UsageError
from sim.run import simulate
from tb.bench import OptionError
from tb.designs.conv_engine.options import chosen_layers
from tb.spec import RunSpec
from tests.golden.minting import T, mint, options

DENSE = "fully_connected_22"


def spec(**changes: object) -> RunSpec:
    return RunSpec.of(**{"toplevel": "conv_engine", "simulator": "icarus", **changes})


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    """A model that pools and does nothing else."""
    path = tmp_path / "pool.tflite"
    window = options("Pool2DOptions", strideH=2, strideW=2, filterHeight=2, filterWidth=2)
    image, pooled = T((1, 4, 4, 3), 0.5), T((1, 2, 2, 3), 0.5)
    path.write_bytes(mint("MAX_POOL_2D", [image], [pooled], window))
    return path


def test_layers_are_chosen_by_name_and_by_number() -> None:
    model = Model.from_tflite(DIGITS)
    every = chosen_layers(model, DIGITS, ())
    assert len(every) > 3
    assert chosen_layers(model, DIGITS, (every[2].name, "0")) == [every[2], every[0]]


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(OptionError, match=r"no convolution or dense layer 'x'; these are"):
        chosen_layers(Model.from_tflite(DIGITS), DIGITS, ("x",))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"LAYERS": "no_such"}, "no convolution or dense layer 'no_such'; these are"),
        ({"RANDOM_LAYERS": "0"}, "RANDOM_LAYERS=0 is not legal"),
        ({"MODEL": "missing.tflite"}, "MODEL=missing.tflite does not exist"),
        ({"COLOUR": "1"}, "COLOUR is no option of this bench"),
    ],
)
def test_options_are_refused_before_anything_is_built(given: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        simulate(spec(options=given))


def test_a_run_of_a_model_with_nothing_to_compute_is_refused(pool: Path) -> None:
    with pytest.raises(UsageError, match=r"pool\.tflite has no convolution or dense layer, so"):
        simulate(spec(options={"MODEL": str(pool)}))


def test_clocks_are_compared_where_the_profile_holds_nothing_back() -> None:
    result = simulate(spec(options={"LAYERS": DENSE}, profiles=("none",)))
    assert result.passed
    (line,) = result.cases
    assert line["profile"] == "none"
    assert line["figures"]["predicted"] == line["clocks"]


def test_a_model_without_images_gets_those_that_the_seed_draws(tmp_path: Path) -> None:
    """The network passes on them: what runs on the array meets TFLite's tensors."""
    path = tmp_path / "bare.tflite"
    path.write_bytes(DIGITS.read_bytes())
    result = simulate(spec(options={"MODEL": str(path), "LAYERS": DENSE}, tests=("network",)))
    assert result.passed, result.mismatches or result.fault
    (line,) = result.cases
    assert line["figures"]["network"] == "bare"
