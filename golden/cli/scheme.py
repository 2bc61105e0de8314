"""`scheme`: the network in another quantisation scheme, against its int8 model."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from golden.cli.inputs import add_input_arguments, choose_inputs
from golden.errors import InputError
from golden.layers.base import Array
from golden.load import load_model
from golden.model import Model
from golden.networks.shipped import images_path, load_images, save_images
from golden.schemes import SCHEMES, make_scheme, translated
from golden.schemes.convert import is_stored, real_values
from golden.schemes.storage import SUFFIX, save_model


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "scheme", help="put a model into another quantisation scheme", description=__doc__
    )
    parser.add_argument("model", type=Path, metavar="MODEL.tflite")
    parser.add_argument(
        "--scheme", default="power-of-two", metavar="NAME", help=f"one of {', '.join(SCHEMES)}"
    )
    parser.add_argument("--activation-bits", type=int, default=8, metavar="2..8")
    parser.add_argument("--weight-bits", type=int, default=8, metavar="2..8")
    parser.add_argument(
        "--out", type=Path, metavar=f"MODEL{SUFFIX}", help="where to save the new model"
    )
    add_input_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Calibrate on the first half of the samples, test on the second, and save."""
    scheme = make_scheme(args.scheme, args.activation_bits, args.weight_bits)
    if args.out is not None and args.out.suffix != SUFFIX:
        raise InputError(f"--out is {args.out}, but models in a scheme are called *{SUFFIX}")
    model = load_model(args.model)
    inputs, source = choose_inputs(model, args)
    first, second = _halves(model, inputs)
    other = scheme.convert(model, *(x[first] for x in inputs))
    tested = tuple(x[second] for x in inputs)
    translation = translated(model, other, tested)
    for name, tensor in other.tensors.items():
        if is_stored(tensor) and tensor.data is None:
            print(f"  {tensor.scale:<12.6g} {tensor.words[0]}..{tensor.words[1]}  {name}")
    print(f"{scheme}; calibrated and tested on {len(inputs[0])} samples ({source})")
    labels = _labels(args, source)
    known = None if labels is None else labels[: len(inputs[0])][second]
    for name, old, new in zip(
        model.outputs, model.run(*tested), other.run(*translation), strict=True
    ):
        before, after = (real_values(m.tensors[name], y) for m, y in ((model, old), (other, new)))
        _report(name, before, after, known)
    if args.out is not None:
        save_model(other, args.out)
        print(f"wrote {args.out} ({args.out.stat().st_size} bytes)")
        if len(tested) == 1 and tested[0].ndim:
            # Words drawn at random would mostly be none that the formats were chosen for.
            save_images(args.out, translation[0], known)
            print(f"wrote {images_path(args.out)} ({len(tested[0])} test samples in its words)")
    return 0


def _halves(model: Model, inputs: tuple[Array, ...]) -> tuple[slice, slice]:
    """The samples to calibrate on and those to test with: the same where there is one batch."""
    own = model.batch
    if not all(x.ndim for x in inputs) or len(inputs[0]) < 2 * own:
        return slice(None), slice(None)
    half = len(inputs[0]) // 2 // own * own
    return slice(None, half), slice(half, None)


def _labels(args: argparse.Namespace, source: str) -> npt.NDArray[np.int64] | None:
    """Labels of the images beside the model, if those are the samples and all are known."""
    if args.input is not None or source != images_path(args.model).name:
        return None
    labels = load_images(args.model)[1]
    return labels if (labels >= 0).all() else None


def _report(
    name: str,
    old: npt.NDArray[np.float64],
    new: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64] | None,
) -> None:
    """One output in real units: agreement of the greatest values, difference, accuracy."""
    count = len(old) if old.ndim else 1
    ours, theirs = (x.reshape(count, -1).argmax(axis=1) for x in (new, old))
    print(
        f"'{name}' agrees with TFLite's int8 on {(ours == theirs).mean():.2%} of {count} samples "
        f"and differs by {np.abs(new - old).mean():.4g} on average"
    )
    if labels is not None:
        right, before = ((x == labels).mean() for x in (ours, theirs))
        print(f"accuracy {right:.2%}, TFLite's int8 {before:.2%}")
