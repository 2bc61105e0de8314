"""`quantise`: a float Keras, PyTorch or ONNX model to full int8, tested before and after."""

from __future__ import annotations

import argparse
from pathlib import Path

from golden.errors import InputError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "quantise",
        help="make an int8 .tflite of a Keras, PyTorch or ONNX model",
        description=__doc__,
    )
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help=".keras, .h5, SavedModel folder, keras.applications name, .pt2, or .onnx",
    )
    parser.add_argument(
        "--representative",
        type=Path,
        required=True,
        metavar="IMAGES",
        help="folder of pictures, .npy or .npz that calibrates the ranges",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="MODEL.tflite")
    parser.add_argument(
        "--test", type=Path, metavar="IMAGES", help="images to test with, perhaps with labels"
    )
    parser.add_argument("--weights", help="for a name in keras.applications (default: random)")
    parser.add_argument(
        "--divide", type=float, default=255.0, help="8-bit pixels by this (default 255)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Quantise, print what it cost, and save."""
    try:
        from golden.frontends.quantise import quantise

        result = quantise(
            args.source,
            args.representative,
            args.out,
            test=args.test,
            weights=args.weights,
            divide=args.divide,
        )
    except ImportError as fault:
        raise InputError(f"{fault.name} is missing: pip install 'kraken-cosim[train]'") from None
    print(result)
    print(f"wrote {args.out} ({args.out.stat().st_size} bytes)")
    return 0
