"""`scheme`: the network in another quantisation scheme, against its int8 model."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from golden.errors import InputError
from golden.frontends.dataset import Dataset
from golden.frontends.evaluation import evaluate
from golden.model import Model
from golden.networks.shipped import load_images
from golden.quant.schemes import SCHEMES
from golden.quant.schemes.network import SchemeModel


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "scheme", help="try another quantisation scheme", description=__doc__
    )
    parser.add_argument("model", type=Path, metavar="MODEL.tflite")
    parser.add_argument("--scheme", choices=SCHEMES, default="power-of-two")
    parser.add_argument("--activation-bits", type=int, default=8, metavar="2..8")
    parser.add_argument("--weight-bits", type=int, default=8, metavar="2..8")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Calibrate on half of the images beside the model, test on the other half."""
    try:
        scheme = SCHEMES[args.scheme](args.activation_bits, args.weight_bits)
    except ValueError as fault:
        raise InputError(str(fault)) from None
    model = Model.from_tflite(args.model)
    images, labels = load_images(args.model)
    half = len(images) // 2
    if len(model.inputs) != 1 or len(model.outputs) != 1 or half == 0:
        raise InputError("a scheme needs one input, one output and two images beside the model")
    other = SchemeModel(model, scheme, images[:half])
    real = model.tensors[model.inputs[0]].dequantise(images[half:])
    known = labels[half:] if (labels >= 0).all() else None
    result = evaluate(model, Dataset(real, known), other.predict(real).astype(np.float32))
    for name, form in other.formats.items():
        print(f"  {form.scale:<12.6g} {form.low}..{form.high}  {name}")
    print(
        f"{args.scheme}, {args.activation_bits}-bit activations, {args.weight_bits}-bit weights: "
        f"agrees with TFLite's int8 on {result.agreement:.2%} of {result.images} images"
    )
    if result.float_accuracy is not None and result.int8_accuracy is not None:
        print(f"accuracy {result.float_accuracy:.2%}, TFLite's int8 {result.int8_accuracy:.2%}")
    return 0
