"""The arguments that say what a command feeds a model with."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from golden.inputs import DRAWN, load_inputs
from golden.layers.base import Array
from golden.model import Model


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
        InputError: as `load_inputs` does.
    """
    rng = np.random.default_rng(args.seed)
    inputs, origin = load_inputs(model, args.model, args.input, rng=rng, most=args.samples)
    return inputs, f"{origin}, seed {args.seed}" if origin == DRAWN else origin
