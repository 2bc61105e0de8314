"""Networks by name: shipped, out of the zoo's wheel, or made with seeded weights.

`find` gives the file of a name and fetches or makes what is not there yet.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from golden.errors import InputError
from golden.networks import seeded, zoo
from golden.networks.architectures import ARCHITECTURES
from golden.networks.classes import class_names
from golden.networks.shipped import DIGITS

_ROOT = Path(__file__).resolve().parents[2]
FOLDER = (
    _ROOT / zoo.DEFAULT_FOLDER
    if (_ROOT / "Makefile").is_file()
    else Path.home() / ".cache" / "kraken-cosim" / "models"
)
"""Where models are kept: in a checkout where `make models` puts them, wherever one stands."""
SUFFIXES = (".tflite", ".golden")
EXTRA = ("sklearn",)
"""Modules that photographs need, which a bare installation lacks."""


@dataclass(frozen=True)
class Network:
    """A network that has a name.

    Attributes:
        meaning: for people.
        fetch: gives its file in a folder, which it has fetched or made if need be.
        also: other names of it.
    """

    meaning: str
    fetch: Callable[[Path], Path]
    also: tuple[str, ...] = ()


def _zoo(meaning: str, stem: str, *also: str) -> Network:
    return Network(meaning, lambda folder: zoo.fetch(stem, folder), also)


def _seeded(name: str) -> Network:
    meaning = ARCHITECTURES[name].meaning
    return Network(f"{meaning}; seeded weights", lambda folder: seeded.make(name, folder))


NETWORKS: dict[str, Network] = {
    "digits": Network("YOLOv2-style digit classifier, trained here", lambda _folder: DIGITS),
    "resnet8": _zoo("ResNet-8 on CIFAR-10 (MLPerf Tiny)", "image_classification"),
    "ds_cnn": _zoo("DS-CNN, twelve keywords (MLPerf Tiny)", "keyword_spotting"),
    "visual_wake_words": _zoo(
        "MobileNetV1 0.25 at 96 x 96, is a person there (MLPerf Tiny)",
        "visual_wake_words",
        "vww",
    ),
    "autoencoder": _zoo("sounds of machines (MLPerf Tiny)", "anomaly_detection", "anomaly"),
    "rock_paper_scissors": _zoo("hands at 84 x 84", "rock_paper_scissors"),
    **{name: _seeded(name) for name in ARCHITECTURES},
}
"""By name. The zoo's other models, and these, can be had by the names of their files too."""


def find(model: Path | str, folder: Path = FOLDER) -> Path:
    """The file of a model that is given by its name or its path.

    Args:
        model: a name of `NETWORKS` or one of its others, the stem of a file of the zoo or of one
            in `folder`, or the path of a file. What is a name is no path: `./resnet8` is one.
        folder: where models are kept and, if need be, fetched or made.

    Raises:
        InputError: there is no such model, or it cannot be fetched or made.
    """
    text = str(model)
    network = names().get(text)
    try:
        if network is not None:
            return network.fetch(folder)
    except ModuleNotFoundError as fault:
        package = (fault.name or "").partition(".")[0]
        if package not in EXTRA:
            raise
        raise InputError(
            f"{text} needs {package}, which is missing: pip install 'kraken-cosim[train]'"
        ) from None
    path = Path(model).expanduser()
    if path.is_file():
        return path.resolve()
    if "/" in text or path.suffix in SUFFIXES:
        raise InputError(f"the model {text} does not exist")
    for suffix in SUFFIXES:
        kept = folder / f"{text}{suffix}"
        if text and kept.is_file():
            return kept
    close = difflib.get_close_matches(text.lower(), names(), n=1)
    meant = f" (did you mean {close[0]}?)" if close else ""
    raise InputError(
        f"no model is called '{text}'{meant}: give the path of a .tflite or .golden file, one of "
        f"{', '.join(NETWORKS)}, or a file of the zoo: {', '.join(zoo.STEMS)}"
    )


def labels(model: Path | str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Classes of a model's scores, see `class_names`; raises as `find` does."""
    return class_names(find(model, folder))


def names() -> dict[str, Network]:
    """All networks by all of their names, each network's own first."""
    found = dict(NETWORKS)
    for network in NETWORKS.values():
        found.update(dict.fromkeys(network.also, network))
    for stem in zoo.STEMS:
        found.setdefault(stem, _zoo("", stem))
    return found
