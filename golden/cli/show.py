"""`show`: graph, shapes, quantisation, weights, and what the engine does with each layer."""

from __future__ import annotations

import argparse
from pathlib import Path

from golden.cli.inputs import positive
from golden.errors import InputError
from golden.graph import Tensor
from golden.kraken import ArrayParams, ParameterError
from golden.layers import Conv2D, Dense, DepthwiseConv2D
from golden.load import load_model
from golden.model import Model
from golden.schemes.base import Scheme
from golden.summary import LayerSummary, summarise


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "show", help="print graph, quantisation and the engine's work", description=__doc__
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    default = ArrayParams()
    parser.add_argument("--rows", type=positive, default=default.rows, help="R of the array")
    parser.add_argument("--cols", type=positive, default=default.cols, help="C of the array")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print both tables and the totals."""
    model = load_model(args.model)
    try:
        params = ArrayParams(rows=args.rows, cols=args.cols)
    except ParameterError as fault:
        raise InputError(str(fault)) from None
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
    _print_engine(found, params)
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


def _print_engine(found: list[LayerSummary], params: ArrayParams) -> None:
    print(f"on an array of {params.rows} x {params.cols} PEs:")
    print(
        f"{'layer':26} {'G':>3} {'E':>4} {'T':>5} {'L':>4} {'packets':>8} {'Q':>12} "
        f"{'clocks':>12} {'utilised':>9}  bound"
    )
    costs = [entry.cost for entry in found if entry.cost is not None]
    for entry in found:
        cost = entry.cost
        if entry.obstacle:
            print(f"{entry.layer.name:26} {entry.obstacle}")
        elif cost is not None:
            print(
                f"{entry.layer.name:26} {cost.g:3} {cost.e:4} {cost.t:5} {cost.l:4} "
                f"{cost.packets:8} {cost.q:12,} {cost.clocks:12,} {cost.utilisation:9.1%}  "
                f"{cost.bound}"
            )
    clocks, macs = sum(c.clocks for c in costs), sum(c.macs_valid for c in costs)
    if clocks:
        share = macs / (clocks * params.rows * params.cols)
        print(f"{len(costs)} layers, {clocks:,} clocks, {share:.1%} utilised")


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
