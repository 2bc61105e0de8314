"""`compare`: TFLite's kernels and ours side by side, a line for each tensor.

A model in a quantisation scheme, which TFLite has no kernels for, is compared with the same network
in real numbers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from golden.cli.inputs import add_input_arguments, choose_inputs
from golden.comparison import TensorComparison, compare
from golden.errors import InputError
from golden.explain import explain
from golden.layers.base import Array
from golden.load import load_model
from golden.model import Model
from golden.reference import Resolver, open_reference
from golden.schemes.base import Scheme
from golden.schemes.comparison import RealComparison, compare_real


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "compare", help="compare every tensor with TFLite's, or the real one", description=__doc__
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    add_input_arguments(parser)
    parser.add_argument(
        "--resolver",
        choices=[resolver.name.lower() for resolver in Resolver],
        default="reference",
        help="TFLite's kernels to compare with (default: reference, which ours equal)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the table; 0 when all values are equal, 1 otherwise."""
    model = load_model(args.model)
    for note in model.graph.notes:
        print(f"note: {note}")
    inputs, source = choose_inputs(model, args)
    resolver = Resolver[args.resolver.upper()]
    scheme = model.graph.arithmetic
    if isinstance(scheme, Scheme):
        if resolver is not Resolver.REFERENCE:
            raise InputError(f"TFLite's {args.resolver} kernels do not compute the scheme {scheme}")
        return _run_real(model, scheme, inputs, source)
    reference = open_reference(model, args.model, resolver)
    samples = len(inputs[0]) if inputs[0].ndim else 1
    found = compare(model, reference, inputs, _progress(samples))
    _print_table(model, found)
    differing = sum(entry.running for entry in found)
    values = sum(entry.values for entry in found)
    print(
        f"{differing:,} of {values:,} values differ over {len(found)} tensors and {samples} "
        f"samples ({source}; TFLite's {args.resolver} kernels)"
    )
    if resolver is not Resolver.REFERENCE:
        _print_operators(found)
    wrong = [entry for entry in found if entry.running or entry.alone]
    if wrong:
        for line in explain(model, wrong[0]):
            print(line)
    return int(bool(wrong))


def _progress(samples: int) -> Callable[[int], None]:
    def progress(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{samples} samples", end="\r", file=sys.stderr, flush=True)

    return progress


def _run_real(model: Model, scheme: Scheme, inputs: tuple[Array, ...], source: str) -> int:
    """Print the table of a model in a scheme; 1 when a layer's words are too far off."""
    samples = len(inputs[0]) if inputs[0].ndim else 1
    print(f"scheme: {scheme}; compared with the same network in real numbers (float64), not TFLite")
    found = compare_real(model, inputs, _progress(samples))
    _print_real_table(model, found)
    values = sum(entry.values for entry in found)
    off = sum(entry.alone for entry in found)
    wrong = [entry for entry in found if entry.wrong]
    print(
        f"{len(wrong)} of {len(found)} tensors differ by more words than their layer may; "
        f"{off:,} of {values:,} values are not the nearest word; {samples} samples ({source})"
    )
    if wrong:
        for line in explain(model, wrong[0], "nearest"):
            print(line)
    return int(bool(wrong))


def _print_real_table(model: Model, found: list[RealComparison]) -> None:
    print(
        f"{'layer':26} {'shape':18} {'values':>12} {'differing':>10} {'at most':>7} {'may':>3} "
        f"{'SNR':>8}  tensor"
    )
    for entry in found:
        shape = "x".join(map(str, model.tensors[entry.name].shape))
        print(
            f"{entry.layer.name:26} {shape:18} {entry.values:12,} {entry.alone:10,} "
            f"{entry.largest:7g} {entry.allowed:3} {entry.decibels:5.1f} dB  {_short(entry.name)}"
        )
    print("differing, at most: from the nearest word, on equal inputs; SNR: running freely")


def _print_table(model: Model, found: list[TensorComparison]) -> None:
    print(f"{'layer':26} {'shape':18} {'values':>12} {'differing':>10} {'alone':>10}  tensor")
    for entry in found:
        shape = "x".join(map(str, model.tensors[entry.name].shape))
        print(
            f"{entry.layer.name:26} {shape:18} {entry.values:12,} {entry.running:10,} "
            f"{entry.alone:10,}  {_short(entry.name)}"
        )


def _print_operators(found: list[TensorComparison]) -> None:
    """How far other kernels stray, for each kind of operator fed with TFLite's own inputs."""
    print(
        f"{'operator, on equal inputs':26} {'tensors':>7} {'differing':>10} {'share':>8}  at most"
    )
    for op in dict.fromkeys(entry.layer.op for entry in found):
        entries = [entry for entry in found if entry.layer.op == op]
        differing, values = (
            sum(x) for x in zip(*((e.alone, e.values) for e in entries), strict=True)
        )
        largest = max(entry.largest for entry in entries)
        print(f"{op:26} {len(entries):7} {differing:10,} {differing / values:8.3%}  {largest:g}")


def _short(name: str, width: int = 60) -> str:
    """The end of a long tensor name, which tells more than its beginning."""
    return name if len(name) <= width else "..." + name[3 - width :]
