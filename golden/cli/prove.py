"""`prove`: that the requantizer gives, for every channel and every sum, what the model defines."""

from __future__ import annotations

import argparse
from pathlib import Path

from golden.kraken.accelerator.requantisation import proof_of
from golden.kraken.lowering.lower import COMPUTED
from golden.load import load_model


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser(
        "prove", help="prove the requantizer's parameters for every channel", description=__doc__
    )
    parser.add_argument("model", type=Path, metavar="MODEL")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print a line for each layer; 1 where the requantizer would give something else.

    A layer that the requantizer has no parameters for is left to software, which is no fault.
    """
    model = load_model(args.model)
    print(f"{'layer':26} {'channels':>8} {'steps':>10}  {'rounding':8}  verdict")
    channels = steps = software = wrong = 0
    for layer in model.layers:
        if layer.op not in COMPUTED:
            continue
        found = proof_of(model, layer)
        compared = int(found.steps.clip(0).sum())
        verdict = "proved"
        if not found.proved:
            verdict = f"{'NOT PROVED' if found.wrong else 'software'}: {found.reason}"
        print(
            f"{layer.name:26} {len(found.entries):8,} {compared:10,}  "
            f"{found.rounding.name.lower():8}  {verdict}"
        )
        channels, steps = channels + found.channels, steps + compared
        software += not found.proved and not found.wrong
        wrong += found.wrong
    print(
        f"{channels:,} channels proved, {steps:,} steps compared; {software} layers are left to "
        f"software, {wrong} are not proved"
    )
    return int(wrong > 0)
