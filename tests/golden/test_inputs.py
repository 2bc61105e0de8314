"""What models are fed with, and files that cannot feed them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from golden import InputError, Model
from golden.inputs import DRAWN, load_inputs
from golden.networks.shipped import DIGITS, images_path, load_images, save_images
from tests.golden.minting import T, mint, options


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.from_tflite(DIGITS)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_images_beside_the_model(model: Model) -> None:
    images, _ = load_images(DIGITS)
    (x,), origin = load_inputs(model, DIGITS, rng=rng())
    assert np.array_equal(x, images)
    assert origin == "digits.npz"
    (x,), _ = load_inputs(model, DIGITS, rng=rng(), most=3)
    assert np.array_equal(x, images[:3])


def test_a_file_goes_before_them(model: Model, tmp_path: Path) -> None:
    images, path = load_images(DIGITS)[0], tmp_path / "x.npy"
    np.save(path, images[5:7])
    (x,), origin = load_inputs(model, DIGITS, path, rng=rng())
    assert np.array_equal(x, images[5:7])
    assert origin == str(path)
    np.save(path, images[5])
    (x,), _ = load_inputs(model, DIGITS, path, rng=rng())
    assert np.array_equal(x, images[5:6])


def test_drawn_without_either(model: Model, tmp_path: Path) -> None:
    nowhere = tmp_path / "net.tflite"
    (x,), origin = load_inputs(model, nowhere, rng=rng(3), most=2)
    assert origin == DRAWN
    assert x.shape == (2, 28, 28, 1)
    (same,), _ = load_inputs(model, nowhere, rng=rng(3), most=2)
    (other,), _ = load_inputs(model, nowhere, rng=rng(4), most=2)
    assert np.array_equal(x, same)
    assert not np.array_equal(x, other)


def broken(folder: Path) -> dict[str, Path]:
    """Files that are no `.npy` with an array for the digits."""
    contents = {
        "empty.npy": b"",
        "text.npy": b"text",
        "header.npy": b"\x93NUMPY\x01\x00",
        "cut.npz": b"PK\x03\x04 nothing else",
        "empty.npz": b"",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    np.savez(folder / "images.npz", images=np.zeros((1, 28, 28, 1), np.int8))
    np.save(folder / "objects.npy", np.array([{}], object), allow_pickle=True)
    with zipfile.ZipFile(folder / "locked.npz", "w") as archive:
        archive.writestr("images.npy", b"no array")
    np.save(folder / "cut.npy", np.zeros((4, 28, 28, 1), np.int8))
    (folder / "cut.npy").write_bytes((folder / "cut.npy").read_bytes()[:500])
    return {path.name: path for path in [*folder.iterdir(), folder / "none.npy"]}


def test_unreadable_files_are_one_sentence(model: Model, tmp_path: Path) -> None:
    files = broken(tmp_path)
    assert len(files) == 10
    for path in files.values():
        with pytest.raises(InputError, match=f"^cannot read samples from {path}: ") as caught:
            load_inputs(model, DIGITS, path, rng=rng())
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 nothing else"])
def test_unreadable_images_beside_a_model(model: Model, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "net.tflite"
    images_path(path).write_bytes(content)
    with pytest.raises(InputError, match=r"^cannot read test images from .*net\.npz: "):
        load_inputs(model, path, rng=rng())


def test_arrays_that_do_not_fit(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "x.npy"
    for shape, dtype in (((1, 28, 27, 1), np.int8), ((1, 28, 28, 1), np.uint8), ((), np.int8)):
        np.save(path, np.zeros(shape, dtype))
        with pytest.raises(InputError, match=r"the model takes int8 \[N, 28, 28, 1\]"):
            load_inputs(model, DIGITS, path, rng=rng())
    np.save(path, np.zeros((0, 28, 28, 1), np.int8))
    with pytest.raises(InputError, match=r"0 samples of .* are fewer than one batch"):
        load_inputs(model, DIGITS, path, rng=rng())


def test_a_file_cannot_feed_two_inputs(tmp_path: Path) -> None:
    path, x = tmp_path / "add.tflite", tmp_path / "x.npy"
    both = [T((1, 3), 0.5), T((1, 3), 0.5)]
    path.write_bytes(mint("ADD", [*both], [T((1, 3), 1.0)], options("AddOptions"), version=2))
    np.save(x, np.zeros((1, 3), np.int8))
    model = Model.from_tflite(path)
    with pytest.raises(InputError, match=r"add.tflite has 2 inputs"):
        load_inputs(model, path, x, rng=rng())
    save_images(path, np.zeros((1, 3), np.int8))
    drawn, origin = load_inputs(model, path, rng=rng(), most=2)
    assert [array.shape for array in drawn] == [(2, 3), (2, 3)]
    assert origin == DRAWN
