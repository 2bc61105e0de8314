"""Networks in int8 with seeded weights, for no trained int8 file of them is to be had.

`python -m golden.networks.seeded` makes them and keeps them below build/models, each with
photographs. What they consist of stands in `golden.networks.architectures`, how they are made in
`golden.networks.mint`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from golden.errors import GoldenError
from golden.networks.architectures import ARCHITECTURES, nodes
from golden.networks.photos import photo_crops
from golden.networks.shipped import save_images

DEFAULT_FOLDER = Path("build/models")
PHOTOS = 7
"""Photographs that scales are fitted to, and that are laid beside a network: as many as the paper
has rows of processing elements, so that its dense layers get a frame for each."""


def make(name: str, folder: Path, size: int | None = None, seed: int = 0) -> Path:
    """The network's `.tflite`, from the folder if it is there already.

    Args:
        name: in `ARCHITECTURES`.
        folder: where to keep it, with photographs beside it.
        size: height and width of its images, if not the usual.
        seed: of weights and photographs.

    Raises:
        InputError: there are no photographs of that size, or the network cannot take them.
    """
    usual = ARCHITECTURES[name].size
    size = usual if size is None else size
    stem = name if size == usual else f"{name}_{size}"
    path = folder / (f"{stem}.tflite" if seed == 0 else f"{stem}_seed{seed}.tflite")
    if path.exists():
        return path
    photos = photo_crops(PHOTOS, size, size, 3, seed=seed)
    operators = nodes(name, size)
    # The schema's module is not small: only what makes a network loads it.
    from golden.networks.mint import as_words, mint
    from golden.tflite.writer import write_graph

    content = write_graph(mint(operators, photos, seed))
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    save_images(path, as_words(photos))
    unfinished.replace(path)
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the networks named, or all; 2 when that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m golden.networks.seeded", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ARCHITECTURES))
    parser.add_argument("--out", type=Path, default=DEFAULT_FOLDER, help="folder to write to")
    parser.add_argument("--size", type=int, help="height and width of the images")
    parser.add_argument("--seed", type=int, default=0, help="of weights and photographs")
    args = parser.parse_args(arguments)
    unknown = [name for name in args.names if name not in ARCHITECTURES]
    if unknown:
        parser.error(f"{unknown[0]} is none of {', '.join(ARCHITECTURES)}")
    try:
        for name in args.names or ARCHITECTURES:
            print(make(name, args.out, args.size, args.seed), flush=True)
    except (GoldenError, OSError) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
