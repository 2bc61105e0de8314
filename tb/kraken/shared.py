"""Packets whose cores share several sets of pixels, one for each way to share them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import SUM, ArrayParams, ConvShape, Packet, ShapeError, Sharing, Tiling, axes
from tb.kraken.draw import operands

TRIES = 200
"""Shapes that are drawn for one way before the array counts as too small for it."""

LARGEST = 3
"""Largest kernel and stride."""


def shared_packets(rng: np.random.Generator, array: ArrayParams, longest: int) -> Iterator[Packet]:
    """A packet for each number of sets and each way to share them that the array has room for.

    The cores share by groups of channels, by blocks of rows that lie on one another, and by such
    blocks with a kernel that is not slid, whose sets come together.

    Args:
        rng: draws shapes and tensors.
        array: the array.
        longest: most clocks of computing, and most beats of sums, of a packet.
    """
    for sets in range(2, array.pixel_buses + 1):
        for way in ("groups", "stack", "flat stack"):
            tiling = _tiling(rng, array, sets, way, longest)
            if tiling is not None:
                yield _filled(rng, tiling, f"{way} on {sets} buses")


def _tiling(
    rng: np.random.Generator, array: ArrayParams, sets: int, way: str, longest: int
) -> Tiling | None:
    for _ in range(TRIES):
        try:
            shape, stack = _shape(rng, array, way)
            tiling = Tiling(shape, array, Sharing(sets, stack))
        except ShapeError:
            continue
        if max(tiling.q, axes(tiling, SUM).beats) <= longest:
            return tiling
    return None


def _shape(rng: np.random.Generator, array: ArrayParams, way: str) -> tuple[ConvShape, int]:
    """A shape and how many blocks of it lie on one another.

    Raises:
        ShapeError: there is none of the sizes drawn.
    """

    def size(most: int) -> int:
        return int(rng.integers(1, most + 1))

    kh, kw = size(min(array.kh_max, LARGEST)), size(min(array.kw_max, LARGEST))
    sh, sw = size(min(array.s_max, LARGEST)), size(min(array.s_max, LARGEST))
    if way == "flat stack":
        kh = min(kh, sh)
    groups = size(4) + 1 if way == "groups" else 1
    stack = 0 if way == "groups" else size(4) + 1
    blocks = max(stack, 1) * size(2)
    h_o = blocks * array.rows - int(rng.integers(array.rows))
    top = int(rng.integers(kh))
    left, right = (int(edge) for edge in rng.integers(kw, size=2))
    h = max((h_o - 1) * sh + kh - top, 1)
    ci = groups * size(2)
    # In a stack up to what one iteration takes: then its blocks begin anywhere on the array.
    co = groups * sw * size(4 if way == "groups" else max(array.cols // (kw + sw - 1), 1))
    return ConvShape(
        size(2), h, size(4), ci, co, kh, kw, sh, sw, top, 0, left, right, groups
    ), stack


def _filled(rng: np.random.Generator, tiling: Tiling, name: str) -> Packet:
    s, p = tiling.shape, tiling.params
    x = operands(rng, (s.n, s.h, s.w, s.ci), p.x_width).astype(np.int16)
    kernel = operands(rng, (s.kh, s.kw, s.depth, s.co), p.k_width).astype(np.int16)
    x_zp = int(operands(rng, (), p.x_width))
    return Packet(s, p, x, kernel, x_zp, name, sharing=tiling.sharing)
