"""What a model is fed with: a file, the images beside it, or values that are drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from golden.arrays import read_array
from golden.errors import InputError
from golden.graph import Tensor
from golden.layers.base import Array
from golden.model import Model
from golden.networks.shipped import images_path, load_images

DRAWN = "random"
"""Where inputs come from that are drawn."""

DRAWN_SAMPLES = 4
"""Samples that are drawn unless another number is asked for."""


def load_inputs(
    model: Model,
    path: Path,
    source: Path | None = None,
    *,
    rng: np.random.Generator,
    most: int | None = None,
) -> tuple[tuple[Array, ...], str]:
    """Samples for every input of a model: from a file, else the images beside it, else drawn.

    Args:
        model: what is fed.
        path: of its file.
        source: an `.npy` with samples [N, ...], or one sample without N, of its one input.
        rng: what is drawn comes from it.
        most: samples at most; whole batches of the model's own size are taken.

    Returns:
        An array [N, ...] for each input, and a word on where they come from.

    Raises:
        InputError: the file cannot be read, does not fit the model or has too few samples; or
            there is no file, and the range to draw from is not known.
    """
    tensors = [model.tensors[name] for name in model.inputs]
    if source is not None:
        x, origin = read_array(source, "samples"), str(source)
    elif len(tensors) == 1 and images_path(path).exists():
        x, origin = load_images(path)[0], images_path(path).name
    else:
        batches = -(-(most or DRAWN_SAMPLES) // model.batch)
        return tuple(draw_input(rng, model, tensor, batches) for tensor in tensors), DRAWN
    if len(tensors) != 1:
        raise InputError(
            f"{path.name} has {len(tensors)} inputs, but {origin} can feed only one: "
            "without a file they are drawn"
        )
    (tensor,) = tensors
    if x.shape == tensor.shape[1:]:
        x = x[None]
    if x.dtype != tensor.dtype or x.shape[1:] != tensor.shape[1:]:
        wanted = ", ".join(["N", *map(str, tensor.shape[1:])])
        raise InputError(
            f"{origin} holds {x.dtype} {list(x.shape)}, but the model takes "
            f"{tensor.dtype} [{wanted}]"
        )
    taken = min(len(x), most or len(x))
    if taken < model.batch:
        raise InputError(
            f"{taken} samples of {origin} are fewer than one batch of {path.name}, {model.batch}"
        )
    return (x[: taken // model.batch * model.batch],), origin


def draw_input(rng: np.random.Generator, model: Model, tensor: Tensor, batches: int) -> Array:
    """Samples over all words of an integer input; floats over the one they are stored in.

    Raises:
        InputError: a float input that the model does not quantise, so its range is not known.
    """
    shape = (batches * tensor.shape[0], *tensor.shape[1:]) if tensor.shape else ()
    if np.issubdtype(tensor.dtype, np.integer):
        return rng.integers(*tensor.words, shape, tensor.dtype, endpoint=True)
    for operator in model.graph.operators:
        if operator.op == "QUANTIZE" and tensor in operator.inputs:
            target = operator.outputs[0]
            low, high = target.words
            # A little beyond both ends, to see them saturate.
            stored = rng.uniform(low - 4, high + 4, shape)
            return np.asarray((stored - target.zero_point) * target.scale, np.float32)
    raise InputError(
        f"input '{tensor.name}' of type {tensor.dtype} has no known range to draw from: "
        "give samples in a .npy file"
    )
