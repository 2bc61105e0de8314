"""Photographs, and the sizes that they have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from golden import InputError
from golden.networks.photos import photo_crops
from golden.networks.seeded import main


@pytest.mark.parametrize("channels", [1, 3])
def test_photographs_are_real_and_repeat(channels: int) -> None:
    crops = photo_crops(5, 40, 48, channels, seed=3)
    assert crops.shape == (5, 40, 48, channels)
    assert crops.dtype == np.uint8
    assert np.array_equal(crops, photo_crops(5, 40, 48, channels, seed=3))
    assert not np.array_equal(crops, photo_crops(5, 40, 48, channels, seed=4))
    assert all(crop.std() > 5 for crop in crops)
    # Neighbouring pixels of a photograph are alike, those of noise are not.
    rough = np.abs(np.diff(crops.astype(int), axis=1)).mean()
    assert rough < 0.5 * crops.std()


def test_the_largest_crops() -> None:
    assert photo_crops(2, 427, 640, 3, seed=1).shape == (2, 427, 640, 3)


@pytest.mark.parametrize(("height", "width"), [(428, 10), (10, 641), (512, 512), (0, 5), (5, -1)])
def test_crops_beyond_the_photographs_are_refused(height: int, width: int) -> None:
    sentence = rf"no crop of {height} x {width} pixels .* 1 x 1 to 427 x 640"
    with pytest.raises(InputError, match=sentence):
        photo_crops(1, height, width, 3, seed=0)


@pytest.mark.parametrize("size", ["512", "0", "-3"])
def test_networks_of_such_a_size_are_refused(
    size: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["alexnet", "--size", size, "--out", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: no crop of ")
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_size_too_small_for_the_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["alexnet", "--size", "20", "--out", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: alexnet cannot take images of 20 x 20 pixels: ")
    assert error.count("\n") == 1
