"""The commands of `python -m golden`, a file each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from golden.cli import compare, prove, quantise, scheme, show, view
from golden.errors import GoldenError
from golden.networks.named import find, names

COMMANDS = (compare, show, prove, view, quantise, scheme)

EXTRA = ("PIL", "keras", "mlxtend", "netron", "sklearn", "tensorflow")
"""Modules that only the packages of the extra ``train`` bring."""

EXIT_OK, EXIT_DIFFERENT, EXIT_UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code is 2 when the arguments or the model are of no use."""
    parser = argparse.ArgumentParser(prog="python -m golden", description="Golden layer models")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    args = parser.parse_args(arguments)
    try:
        if str(getattr(args, "model", "")) in names():
            args.model = find(args.model)
        return int(args.run(args))
    except GoldenError as fault:
        print(f"error: {fault}", file=sys.stderr)
        return EXIT_UNUSABLE
    except ModuleNotFoundError as fault:
        package = (fault.name or "").partition(".")[0]
        if package not in EXTRA:
            raise
        print(f"error: {package} is missing: pip install 'kraken-cosim[train]'", file=sys.stderr)
        return EXIT_UNUSABLE
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        sys.stderr.close()
        return EXIT_OK
