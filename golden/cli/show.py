"""`show`: graph, shapes, quantisation, weights, and what the engine does with each layer."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from golden.cli.inputs import positive
from golden.errors import InputError
from golden.graph import Tensor
from golden.kraken import ArrayParams, LayerCost, ParameterError, cost
from golden.layers import Conv2D, Dense, DepthwiseConv2D
from golden.load import load_model
from golden.model import Model
from golden.networks.architectures import ARCHITECTURES
from golden.networks.tables import convolutions
from golden.schemes.base import Scheme
from golden.summary import LayerSummary, summarise

OPTIONS = {
    "rows": "R of the array",
    "cols": "C of the array",
    "out_channels": "M, channels that leave in a clock",
    "pixel_buses": "U, sets of pixels at once",
}
"""Parameters of the array that the command takes."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "show", help="print graph, quantisation and the engine's work", description=__doc__
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("model", type=Path, metavar="MODEL", nargs="?")
    what.add_argument(
        "--network", choices=ARCHITECTURES, help="instead of a model: the convolutions of a network"
    )
    usual = ArrayParams()
    for name, meaning in OPTIONS.items():
        option, default = f"--{name.replace('_', '-')}", getattr(usual, name)
        parser.add_argument(option, type=positive, default=default, help=meaning)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print both tables and the totals; of a network only the engine's."""
    try:
        params = ArrayParams(**{name: getattr(args, name) for name in OPTIONS})
    except ParameterError as fault:
        raise InputError(str(fault)) from None
    if args.network is not None:
        print(f"the convolutions of {args.network}")
        layers = convolutions(args.network)
        _print_engine([(layer.name, cost(layer.plan(params))) for layer in layers], params)
        return 0
    model = load_model(args.model)
    print(f"{args.model}")
    for kind, names in (("input", model.inputs), ("output", model.outputs)):
        for name in names:
            print(f"  {kind:6} {_tensor(model.tensors[name])}  '{name}'")
    if isinstance(model.graph.arithmetic, Scheme):
        print(f"  scheme {model.graph.arithmetic}")
    for note in model.graph.notes:
        print(f"  note: {note}")
    found = summarise(model, params)
    print()
    _print_graph(model, found)
    print()
    work = [(entry.layer.name, entry.obstacle or entry.cost) for entry in found]
    _print_engine([(name, done) for name, done in work if done is not None], params)
    return 0


def _print_graph(model: Model, found: list[LayerSummary]) -> None:
    print(f"{'layer':26} {'from':26} {'output':34} {'MACs':>14} {'weights':>11}  details")
    source = dict.fromkeys(model.inputs, "input")
    for entry in found:
        layer = entry.layer
        origin = ", ".join(source[name] for name in layer.inputs if name in source)
        source |= dict.fromkeys(layer.outputs, layer.name)
        print(
            f"{layer.name:26} {origin:26} {_tensor(model.tensors[layer.outputs[0]]):34} "
            f"{entry.macs:14,} {entry.weights:11,}  {_details(entry)}".rstrip()
        )
    macs, weights = sum(e.macs for e in found), sum(e.weights for e in found)
    print(f"{len(found)} layers, {macs:,} MACs, {weights:,} weights and biases")


def _print_engine(found: Iterable[tuple[str, LayerCost | str]], params: ArrayParams) -> None:
    """The engine's work on each layer, or why it cannot do it."""
    print(f"on an array of {params.rows} x {params.cols} PEs:")
    print(
        f"{'layer':26} {'G':>3} {'E':>4} {'T':>5} {'L':>4} {'packets':>8} {'Q':>12} "
        f"{'clocks':>12} {'utilised':>9}  {'bound':11}  lowered"
    )
    costs: list[LayerCost] = []
    for name, done in found:
        if isinstance(done, str):
            print(f"{name:26} {done}")
            continue
        costs.append(done)
        print(
            f"{name:26} {done.g:3} {done.e:4} {done.t:5} {done.l:4} {done.packets:8} {done.q:12,} "
            f"{done.clocks:12,} {done.utilisation:9.1%}  {done.bound:11}  {done.way}"
        )
    clocks, macs = sum(c.clocks for c in costs), sum(c.macs_valid for c in costs)
    if clocks:
        share, q = macs / (clocks * params.rows * params.cols), sum(c.q for c in costs)
        print(f"{len(costs)} layers, Q {q:,}, {clocks:,} clocks, {share:.1%} utilised")


def _tensor(tensor: Tensor) -> str:
    shape = "x".join(map(str, tensor.shape)) or "scalar"
    quantization = tensor.quantization
    if quantization is None:
        return f"{tensor.dtype} {shape}"
    scale, zero_point = quantization.scales[0], quantization.zero_points[0]
    text = f"{tensor.dtype} {shape} *{scale:.4g} {zero_point:+d}"
    return text if quantization.words is None else f"{text} {tensor.words[0]}..{tensor.words[1]}"


def _details(entry: LayerSummary) -> str:
    layer = entry.layer
    if not isinstance(layer, Conv2D | DepthwiseConv2D | Dense):
        return ""
    parts = ["kernel " + "x".join(map(str, layer.kernel.shape))]
    if not isinstance(layer, Dense):
        parts.append("stride {}x{}".format(*layer.stride))
        parts.append("pad {},{},{},{}".format(*layer.padding(*entry.input_shape[1:3])))
        if layer.dilation != (1, 1):
            parts.append("dilation {}x{}".format(*layer.dilation))
    if isinstance(layer, Conv2D) and layer.groups > 1:
        parts.append(f"{layer.groups} groups")
    channels = len(layer.requantiser.multipliers)
    parts.append("one scale" if channels == 1 else f"{channels} scales")
    return ", ".join(parts)
