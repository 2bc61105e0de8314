"""Which layers of a model a run computes."""

from pathlib import Path

import numpy as np
import pytest

from golden import Model
from golden.networks.shipped import DIGITS
from sim.errors import UsageError
from sim.run import simulate
from tb.benches.engine.layers import chosen_layers
from tb.config import ConfigError
from tb.engine.network import load_input
from tests.golden.minting import T, mint, options


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
    with pytest.raises(ConfigError, match=r"no convolution or dense layer 'x'; these are"):
        chosen_layers(Model.from_tflite(DIGITS), DIGITS, ("x",))


def test_a_run_of_a_model_with_nothing_to_compute_is_refused(pool: Path) -> None:
    with pytest.raises(UsageError, match=r"pool\.tflite has no convolution or dense layer, so"):
        simulate(simulator="icarus", model=pool)


def test_clocks_are_compared_where_the_profile_holds_nothing_back() -> None:
    result = simulate(simulator="icarus", layers=("fully_connected_22",), profiles=("none",))
    assert result.passed
    (line,) = result.layers
    assert line["profile"] == "none"
    assert line["predicted"] == line["clocks"]


def test_a_model_without_images_gets_random_ones(tmp_path: Path) -> None:
    """The same seed draws the same input, and the network passes on it."""
    path = tmp_path / "bare.tflite"
    path.write_bytes(DIGITS.read_bytes())
    model = Model.from_tflite(path)
    first, same, other = (
        load_input(model, path, None, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first.dtype == np.int8
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)
    result = simulate(simulator="icarus", model=path, layers=("fully_connected_22",))
    assert result.passed
