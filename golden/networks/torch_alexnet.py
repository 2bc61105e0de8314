"""An AlexNet-like PyTorch network with leaky ReLUs, on the PyTorch road to int8.

`python -m golden.networks.torch_alexnet` exports it with seeded weights as `.pt2` and photographs
as `.npy`; `python -m golden quantise` makes int8 of them. Both need what
`golden.frontends.torch` needs.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from golden.networks.photos import photo_crops

if TYPE_CHECKING:
    import torch

SIZE = 127
PHOTOS = 16


def build() -> torch.nn.Module:
    """Five convolutions and two dense layers, LeakyReLU between them."""
    from torch import nn

    def conv(inputs: int, outputs: int, kernel: int, **more: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, outputs, kernel, **more), nn.LeakyReLU(0.1)]

    return nn.Sequential(
        *conv(3, 32, 11, stride=4, padding=2),
        nn.MaxPool2d(3, 2),
        *conv(32, 64, 5, padding=2),
        nn.MaxPool2d(3, 2),
        *conv(64, 96, 3, padding=1),
        *conv(96, 96, 3, padding=1),
        *conv(96, 64, 3, padding=1),
        nn.MaxPool2d(3, 2),
        nn.Flatten(),
        nn.Linear(64 * 3 * 3, 128),
        nn.LeakyReLU(0.1),
        nn.Linear(128, 10),
    )


def main() -> None:
    """Write the exported program and the photographs."""
    import torch

    parser = argparse.ArgumentParser(
        prog="python -m golden.networks.torch_alexnet", description=__doc__
    )
    parser.add_argument("--out", type=Path, default=Path("build/models"), help="folder")
    parser.add_argument("--seed", type=int, default=0, help="of weights and photographs")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    program = torch.export.export(build().eval(), (torch.zeros(1, 3, SIZE, SIZE),))
    args.out.mkdir(parents=True, exist_ok=True)
    torch.export.save(program, args.out / "alexnet_torch.pt2")
    np.save(args.out / "alexnet_torch.npy", photo_crops(PHOTOS, SIZE, SIZE, 3, seed=args.seed))
    print(args.out / "alexnet_torch.pt2")
    print(args.out / "alexnet_torch.npy")


if __name__ == "__main__":
    main()
