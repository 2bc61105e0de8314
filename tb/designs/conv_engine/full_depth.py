"""Layers of the paper's networks at their full depth, for measuring clocks."""

from __future__ import annotations

from collections.abc import Iterator

from golden.layers.geometry import Padding
from tb.kraken.spec import LayerSpec

LAYERS = (
    ("ResNet-50 3x3", 3, 1, 64, 64, 28),
    ("ResNet-50 1x1", 1, 1, 256, 64, 14),
    ("AlexNet conv1 11x11 stride 4", 11, 4, 3, 96, 67),
    ("ResNet-50 conv1 7x7 stride 2", 7, 2, 3, 64, 56),
    ("AlexNet conv2 5x5", 5, 1, 48, 128, 27),
)
"""Name, K, S, C_i, C_o, H = W; some images are smaller than the paper's."""


def full_depth_layers() -> Iterator[LayerSpec]:
    """One layer of each kind of kernel in AlexNet, VGG-16 and ResNet-50."""
    for name, k, s, ci, co, h in LAYERS:
        pad: Padding = "VALID" if s == 4 else "SAME"
        yield LayerSpec(name, h, h, ci, co, (k, k), (s, s), pad=pad)
