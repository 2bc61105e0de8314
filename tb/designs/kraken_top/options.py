"""Options of the accelerator's tests, looked at before anything is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden import load_model
from golden.errors import GoldenError
from golden.inputs import load_inputs
from golden.kraken.accelerator import Step
from golden.kraken.accelerator.network import tensor_shapes
from golden.model import Model
from golden.networks.named import find
from golden.networks.shipped import DIGITS
from tb.bench import Option, OptionError, Values, count_option, file_option, names_option
from tb.seed import generator

ROOT = Path(__file__).resolve().parents[3]
"""Folder that a path without a root is looked for in besides the current one: the simulator works
in another one than its caller."""

CHAIN, GOLDEN = "chain", "golden"
"""What a step is fed with: what the simulation itself has made, or what the golden model has."""


def _model(text: str) -> Path:
    """The file of a network.

    Raises:
        OptionError: there is none.
    """
    try:
        return find(ROOT / text if (ROOT / text).is_file() else text)
    except GoldenError as fault:
        raise OptionError(f"MODEL={text}: {fault}.") from fault


def _feed(text: str) -> str:
    if text not in (CHAIN, GOLDEN):
        raise OptionError(f"FEED={text} is not legal; it can be {CHAIN} or {GOLDEN}.")
    return text


OPTIONS = (
    Option("MODEL", "network to run: a name, a .tflite or a .golden (default: digits)", _model),
    file_option("INPUT", "samples for it as .npy"),
    count_option("IMAGES", "samples that go through, in batches of the model's own size", 1),
    names_option("LAYERS", "layers of the network by name or index (default: all)"),
    Option("FEED", "chain: each layer reads what the simulation made; or golden", _feed, CHAIN),
    count_option("RANDOM_LAYERS", "layers and tensors that the random test draws", 20),
)


def model_path(options: Mapping[str, Any]) -> Path:
    """The file of the network to run."""
    return options["MODEL"] or DIGITS


def check_options(values: Values, options: Mapping[str, Any]) -> None:
    """Refuse a model or input that cannot be read, layers that the model lacks, too many samples.

    Raises:
        OptionError: with a sentence.
        GoldenError: the model or the input cannot be read.
    """
    if not any(options[name] for name in ("MODEL", "INPUT", "LAYERS")) and options["IMAGES"] == 1:
        return
    path = model_path(options)
    model = load_model(path)
    chosen_names(model, path, options["LAYERS"])
    rng = generator(0, "check")
    tensor_shapes(model, samples_of(samples(model, path, options, rng)))


def samples(
    model: Model, path: Path, options: Mapping[str, Any], rng: np.random.Generator
) -> tuple[NDArray[Any], ...]:
    """What the network is fed with, an array for each input: whole batches of the model's own size.

    Raises:
        OptionError: there are fewer samples than asked for.
        GoldenError: they cannot be read, or do not fit the model.
    """
    wanted = max(options["IMAGES"] // model.batch, 1) * model.batch
    inputs, origin = load_inputs(model, path, options["INPUT"], rng=rng, most=wanted)
    if samples_of(inputs) < wanted:
        raise OptionError(
            f"IMAGES={options['IMAGES']} are more than the {samples_of(inputs)} of {origin}."
        )
    return inputs


def samples_of(inputs: Sequence[NDArray[Any]]) -> int:
    """How many samples there are."""
    return len(inputs[0]) if inputs[0].ndim else 1


def chosen_names(model: Model, path: Path, names: Sequence[str]) -> frozenset[str]:
    """Names of the layers that are asked for, by name or position; all where none is.

    Raises:
        OptionError: the model has no such layer.
    """
    known = {layer.name: layer.name for layer in model.layers}
    known |= {str(i): layer.name for i, layer in enumerate(model.layers)}
    for name in names:
        if name not in known:
            raise OptionError(
                f"{path.name} has no layer {name!r}; these are, by name or number from 0: "
                f"{', '.join(layer.name for layer in model.layers)}"
            )
    return frozenset(known[name] for name in names) or frozenset(known.values())


def is_chosen(step: Step, names: frozenset[str]) -> bool:
    """Whether any of a step's layers is asked for."""
    return any(layer.name in names for layer in step.layers)
