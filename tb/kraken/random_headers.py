"""Random legal headers of short packets: plain ones, fixed shares, stacks, and held sums."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from golden.kraken import ArrayParams, Header
from tb.kraken.stacks import StackError, fixed, stacked

LONGEST = 50
"""Steps of the longest packet."""


def random_header(
    rng: np.random.Generator, array: ArrayParams, longest: int = LONGEST, columns: int = 1
) -> Header:
    """A header of any kind but with held sums.

    Args:
        rng: draws it.
        array: what it is for.
        longest: most steps.
        columns: input columns at least.
    """
    while True:
        header = _plain(rng, array)
        if array.pixel_buses > 1:
            header = _shared(rng, array, header)
        if columns <= header.w and steps_of(header) <= longest:
            return header


def steps_of(header: Header) -> int:
    """Q, the steps of a packet."""
    h = header
    return h.t * h.n * h.l * h.w * h.ci * h.kh


def held_headers(rng: np.random.Generator, array: ArrayParams) -> list[Header]:
    """Two or three packets of one column; each but the last holds its sums for the next."""
    first = replace(_plain(rng, array), n=1, l=1, w=1, w_o=1, t=1)
    first = replace(first, pad_left=int(rng.integers(first.kw)))
    count = int(rng.integers(2, 4))
    return [
        replace(
            first,
            ci=int(rng.integers(1, 5)),
            accumulate=int(i > 0),
            hold=int(i < count - 1),
        )
        for i in range(count)
    ]


def _plain(rng: np.random.Generator, array: ArrayParams) -> Header:
    """One set for all cores."""
    while True:
        kw, sw = _size(rng, array.kw_max), _size(rng, array.s_max)
        if kw + sw - 1 <= array.cols:
            break
    pad_left, w = int(rng.integers(kw)), int(rng.integers(1, 8))
    most = (w - 1 + pad_left) // sw + 1
    channels = array.cols // (kw + sw - 1) * sw
    limit = 1 << (array.x_width - 1)
    return Header(
        kh=_size(rng, array.kh_max),
        kw=kw,
        sh=_size(rng, array.s_max),
        sw=sw,
        x_zp=int(rng.integers(-limit, limit)),
        pad_left=pad_left,
        ci=_size(rng, 4),
        w=w,
        w_o=most if rng.random() < 0.5 else int(rng.integers(1, most + 1)),
        l=_size(rng, 3),
        n=_size(rng, 3),
        t=_size(rng, 4),
        last_rows=int(rng.integers(1, array.rows + 1)),
        last_channels=int(rng.integers(1, channels + 1)),
    )


def _shared(rng: np.random.Generator, array: ArrayParams, plain: Header) -> Header:
    """The same with fixed shares, in a stack, or as it is."""
    kind = rng.choice(["plain", "fixed", "stack"])
    sets = int(rng.integers(2, array.pixel_buses + 1))
    if kind == "fixed":
        return fixed(plain, sets, int(rng.integers(1, array.cols + 2)))
    if kind == "stack":
        groups = array.cols // (plain.kw + plain.sw - 1)
        # The more blocks an iteration meets, the smaller are they.
        of_block = int(rng.integers(1, max(2 * groups // (sets - 1), 2)))
        try:
            return stacked(plain, array, sets, of_block, int(rng.integers(1, 7)))
        except StackError:
            return plain
    return plain


def _size(rng: np.random.Generator, greatest: int) -> int:
    """A size from 1 on in which small ones are likelier."""
    return int(min(rng.geometric(0.4), greatest))
