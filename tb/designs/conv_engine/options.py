"""Options of the engine's tests, looked at before anything is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from golden import Model, load_model
from golden.inputs import load_inputs
from golden.kraken.lowering.lower import COMPUTED
from golden.networks.paper import NETWORKS as PAPER
from golden.networks.shipped import DIGITS
from golden.networks.workload import tasks
from tb.bench import (
    Option,
    OptionError,
    Values,
    count_option,
    file_option,
    flag_option,
    names_option,
)
from tb.bench.options import read_number, split_names
from tb.designs.conv_engine.workload import FIGURES, SHAPE, TEST, WRONG, Workload
from tb.seed import generator

USUAL = Workload(3, 1, 16, 16, 14, 14)
"""What the benchmark runs unless told otherwise."""

NETWORKS, QUICK = "NETWORKS", "QUICK"

OPTIONS = (
    file_option("MODEL", "network to run, .tflite or .golden (default: the shipped digits)"),
    file_option("INPUT", "images for it as .npy"),
    names_option("LAYERS", "layers of the network by name or index (default: all)"),
    count_option("RANDOM_LAYERS", "layers that the random tests draw", 20),
    Option(
        SHAPE,
        f"{','.join(FIGURES)} of the layer of '{TEST}' (default: {USUAL})",
        Workload.read,
        USUAL,
    ),
    Option(
        WRONG,
        f"beat of sums of '{TEST}' in which a wrong bit is expected: the test must fail",
        lambda text: read_number(WRONG, text, 0),
    ),
    Option(
        NETWORKS,
        "networks of the test paper, or layers as vgg16/conv_2d_0 (default: the paper's three)",
        split_names,
        default=PAPER,
    ),
    flag_option(QUICK, "1 takes one block of each distinct layer of them"),
)


def check_options(values: Values, options: Mapping[str, Any]) -> None:
    """Refuse a model without anything to run, layers that it lacks, and input that does not fit.

    Raises:
        OptionError: with a sentence.
        GoldenError: the model or the input cannot be read.
    """
    tasks(options[NETWORKS])
    if not any(options[name] for name in ("MODEL", "INPUT", "LAYERS")):
        return
    path = options["MODEL"] or DIGITS
    model = load_model(path)
    chosen_layers(model, path, options["LAYERS"])
    rng = generator(0, "check")
    load_inputs(model, path, options["INPUT"], rng=rng, most=model.batch)


def chosen_layers(model: Model, path: Path, names: Sequence[str]) -> list[Any]:
    """The layers of the model that run on the array, those named or numbered, or all.

    Raises:
        OptionError: the model has no such layer at all, or none of a name that is asked for.
    """
    layers = [layer for layer in model.layers if layer.op in COMPUTED]
    if not layers:
        raise OptionError(
            f"{path.name} has no convolution or dense layer, so nothing of it runs on the array: "
            "give a model that has one."
        )
    if not names:
        return layers
    known: dict[str, Any] = {layer.name: layer for layer in layers}
    known.update({str(i): layer for i, layer in enumerate(layers)})
    for name in names:
        if name not in known:
            raise OptionError(
                f"{path.name} has no convolution or dense layer {name!r}; "
                f"these are, by name or number from 0: {', '.join(x.name for x in layers)}"
            )
    return [known[name] for name in names]
