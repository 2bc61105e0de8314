"""Packets whose cores share several buses, drawn at random."""

from __future__ import annotations

import numpy as np

from golden.kraken import PIXEL, ArrayParams, ConvShape, Packet, ShapeError, Sharing, Tiling, axes
from tb.kraken.draw import operands

TRIES = 500
"""Shapes that are drawn before it is given up."""

LONGEST = 20
"""Loads of a packet, at the most."""


def shared_packet(
    rng: np.random.Generator, array: ArrayParams, name: str, together: bool
) -> Packet | None:
    """A packet of several sets with random tensors; None where the array has no such packet.

    Args:
        rng: draws shape and tensors.
        array: the array.
        name: of the packet.
        together: whether the sets of a load lie behind one another.
    """
    if array.pixel_buses == 1 or (together and 2 * array.rows > array.set_words):
        return None
    for _ in range(TRIES):
        try:
            shape, sharing = _drawn(rng, array, together)
            tiling = Tiling(shape, array, sharing)
        except ShapeError:
            continue
        order = axes(tiling, PIXEL)
        loads = order.body_beats // order.sizes["part"]
        if (tiling.load_shape[0] == 1) is together and loads <= LONGEST:
            x = operands(rng, (shape.n, shape.h, shape.w, shape.ci), array.x_width)
            kernel = operands(rng, (shape.kh, shape.kw, shape.depth, shape.co), array.k_width)
            limit = 1 << (array.x_width - 1)
            x_zp = int(rng.integers(-limit, limit))
            return Packet(shape, array, x, kernel, x_zp, name, sharing=sharing)
    return None


def _drawn(
    rng: np.random.Generator, array: ArrayParams, together: bool
) -> tuple[ConvShape, Sharing]:
    """Groups of channels, or blocks of rows on one another.

    Raises:
        ShapeError: the sizes drawn do not go together.
    """
    p = array
    sets = int(rng.integers(2, p.pixel_buses + 1))
    kw, sh, sw = (_size(rng, most) for most in (min(p.kw_max, p.cols), p.s_max, p.s_max))
    kh = _size(rng, min(p.kh_max, sh) if together else p.kh_max)
    top, left = int(rng.integers(kh)), int(rng.integers(kw))
    n, w = _size(rng, 2), kw + _size(rng, 4)
    places = sw * (p.cols // min(kw + sw - 1, p.cols))
    if rng.random() < 0.5:
        groups = int(rng.integers(1, min(2 * places, 2 * p.cols) + 1))
        depth, each = _size(rng, 2), _size(rng, 2)
        h = kh + int(rng.integers(2 * p.rows * sh))
        channels = (groups * depth, groups * each)
        shape = ConvShape(n, h, w, *channels, kh, kw, sh, sw, top, 0, left, 0, groups)
        return shape, Sharing(sets)
    stack, stacks = int(rng.integers(1, 7)), _size(rng, 2)
    blocks = stack * stacks
    h_o = (blocks - 1) * p.rows + int(rng.integers(1, p.rows + 1))
    h = max((h_o - 1) * sh + kh - top, 1)
    co = sw * int(rng.integers(1, 2 * places // sw + 1))
    shape = ConvShape(n, h, w, _size(rng, 3), co, kh, kw, sh, sw, top, 0, left)
    return shape, Sharing(sets, stack)


def _size(rng: np.random.Generator, greatest: int) -> int:
    """A size from 1 on in which small ones are likelier."""
    return int(min(rng.geometric(0.4), greatest))
