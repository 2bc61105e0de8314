"""Where a command takes its samples from: a file, the images beside the model, or a seed."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from golden.errors import InputError
from golden.layers.base import Array
from golden.model import Model
from golden.networks.shipped import images_path, load_images
from golden.samples import random_samples

RANDOM_SAMPLES = 4


def positive(text: str) -> int:
    """An argument that counts something."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not above 0")
    return number


def add_input_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that `choose_inputs` reads."""
    parser.add_argument(
        "--input", type=Path, metavar="X.npy", help="samples [N, ...] of the model's input type"
    )
    parser.add_argument("--samples", type=positive, metavar="N", help="use no more than N samples")
    parser.add_argument("--seed", type=int, default=0, help="of random samples (default 0)")


def choose_inputs(model: Model, args: argparse.Namespace) -> tuple[tuple[Array, ...], str]:
    """Samples for every input of the model, and a word on where they come from.

    Raises:
        InputError: the file cannot be read or does not fit the model.
    """
    tensors = [model.tensors[name] for name in model.inputs]
    own = max(tensor.shape[0] if tensor.shape else 1 for tensor in tensors)
    if args.input is not None:
        x, source = _load(args.input), str(args.input)
    elif len(tensors) == 1 and images_path(args.model).exists():
        x, source = load_images(args.model)[0], images_path(args.model).name
    else:
        batches = -(-(args.samples or RANDOM_SAMPLES) // own)
        rng = np.random.default_rng(args.seed)
        return tuple(
            random_samples(rng, model, t, batches) for t in tensors
        ), f"random, seed {args.seed}"
    if len(tensors) != 1:
        raise InputError(f"the model has {len(tensors)} inputs, for which only --seed works")
    (tensor,) = tensors
    if x.shape == tensor.shape[1:]:
        x = x[None]
    if x.dtype != tensor.dtype or x.shape[1:] != tensor.shape[1:]:
        wanted = ", ".join(["N", *map(str, tensor.shape[1:])])
        raise InputError(
            f"{source} holds {x.dtype} {list(x.shape)}, but the model takes "
            f"{tensor.dtype} [{wanted}]"
        )
    count = min(len(x), args.samples or len(x)) // own * own
    if count == 0:
        raise InputError(f"{source} and --samples leave fewer samples than one batch of {own}")
    return (x[:count],), source


def _load(path: Path) -> Array:
    try:
        x = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as fault:
        raise InputError(f"cannot read samples from {path}: {fault}") from None
    if not isinstance(x, np.ndarray):
        raise InputError(f"{path} is no .npy file with one array")
    return x
