"""`view`: the model's graph in the browser, by netron."""

from __future__ import annotations

import argparse
from pathlib import Path

from golden.errors import InputError
from golden.schemes.storage import is_saved_model
from golden.tflite import read_graph


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's arguments."""
    parser = subparsers.add_parser("view", help="open the model in netron", description=__doc__)
    parser.add_argument("model", type=Path, metavar="MODEL.tflite")
    parser.add_argument("--port", type=int, default=0, help="of the local server (default: any)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve the model until interrupted."""
    if is_saved_model(args.model):
        raise InputError(f"netron does not read {args.model}: use python -m golden show")
    read_graph(args.model)
    try:
        import netron
    except ImportError:
        raise InputError("netron is not installed: pip install netron") from None
    netron.start(str(args.model), address=("localhost", args.port) if args.port else None)
    try:
        netron.wait()
    except KeyboardInterrupt:
        netron.stop()
    return 0
