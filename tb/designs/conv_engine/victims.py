"""Sound packets that tests send or make faulty, on whatever array."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, ConvShape, Packet
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.streams.frame import DATA, USER
from tb.designs.conv_engine.cases import Sending
from tb.kraken.draw import operands
from tb.kraken.engine import with_header

SMALL_BITS = 4
"""Most bits of a word."""


def victim_of(rng: np.random.Generator, array: ArrayParams, deeper: int = 0) -> Packet:
    """A packet with several columns, blocks and iterations.

    Args:
        rng: draws its words.
        array: what it runs on.
        deeper: input channels more, 0 or 1: a buffer of weights has room for that one too.
    """
    k = min(3, array.cols, array.kw_max)
    kh = min(3, array.kh_max, array.weight_depth // 2)
    ci = min(3, array.weight_depth // kh - 1) + deeper
    h, co = array.rows + 3, array.cols // k + 1
    shape = ConvShape(1, h, 5, ci, co, kh, k, 1, 1, kh - 1, 0, k - 1, 0)
    x = _words(rng, array.x_width, (1, h, 5, ci))
    kernel = _words(rng, array.k_width, (kh, k, ci, co))
    return Packet(shape, array, x, kernel, 1, "victim")


def single_tiles(rng: np.random.Generator, array: ArrayParams, count: int) -> list[Packet]:
    """Packets of one tile of weights, so that a buffer holds all weights of a packet.

    Args:
        rng: draws their words.
        array: what they run on.
        count: how many.
    """
    shape = ConvShape(1, array.rows, 2, 2, 1, 1, 1)
    return [
        Packet(
            shape,
            array,
            _words(rng, array.x_width, (1, array.rows, 2, 2)),
            _words(rng, array.k_width, (1, 1, 2, 1)),
            1,
            f"single tile {i}",
        )
        for i in range(count)
    ]


def held_and_going_on(rng: np.random.Generator, array: ArrayParams) -> tuple[Packet, Packet]:
    """A packet that leaves its sums in the array, and one that goes on from them.

    Args:
        rng: draws their words.
        array: what they run on.
    """
    k = min(2, array.cols, array.kw_max)
    ci = min(4, array.weight_depth)
    rows, co = max(array.rows - 1, 1), max(array.cols // (k + 1), 1)
    shape = ConvShape(1, rows, 1, ci, co, 1, k, 1, 1, 0, 0, k - 1, 0)
    x = _words(rng, array.x_width, (2, 1, rows, 1, ci))
    kernel = _words(rng, array.k_width, (2, 1, k, ci, co))
    first = Packet(shape, array, x[0], kernel[0], 1, "holding", hold=True)
    return first, Packet(shape, array, x[1], kernel[1], 1, "going on", after=first)


def held_beats(rng: np.random.Generator, array: ArrayParams) -> list[Packet]:
    """Packets of one beat of pixels, or of weights, or of both, that leave their sums in the array,
    each with one behind it that goes on from them.

    Args:
        rng: draws their words.
        array: what they run on.
    """
    packets: list[Packet] = []
    for i, (kh, ci) in enumerate(((1, 1), (min(2, array.kh_max), 1), (1, 2))):
        shape = ConvShape(1, kh, 1, ci, 1, kh)
        x = operands(rng, (2, 1, kh, 1, ci), array.x_width)
        kernel = operands(rng, (2, kh, 1, ci, 1), array.k_width)
        held = Packet(shape, array, x[0], kernel[0], 1, f"holding {i}", hold=True)
        packets += [held, Packet(shape, array, x[1], kernel[1], 1, f"going on {i}", after=held)]
    return packets


def columns_left_out(
    rng: np.random.Generator, array: ArrayParams, columns: int, sent: int
) -> Sending:
    """A packet of 1x1 windows whose header asks for the first output columns only.

    No convolution leaves out a window that fits, but a header may.

    Args:
        rng: draws its words.
        array: what it runs on.
        columns: of the image.
        sent: those of them that leave.
    """
    shape = ConvShape(1, array.rows, columns, 2, 1)
    x = operands(rng, (1, array.rows, columns, 2), array.x_width)
    kernel = operands(rng, (1, 1, 2, 1), array.k_width)
    whole = Sending.of(Packet(shape, array, x, kernel, 1, f"{sent} of {columns} columns"))
    header = replace(whole.packet.header, w_o=sent)
    inputs = {port: with_header(whole.packet, port, header) for port in (PIXEL, WEIGHT)}
    sums = whole.frames[SUM].body
    # A column is one beat, and the last beat of the packet has fewer bytes.
    cut = {name: np.concatenate((beats[: sent - 1], beats[-1:])) for name, beats in sums.items()}
    for name in (DATA, USER):
        cut[name] = sums[name][:sent]
    frames = {**whole.frames, **inputs, SUM: replace(whole.frames[SUM], body=cut)}
    return Sending(whole.packet, frames)


def _words(rng: np.random.Generator, width: int, shape: tuple[int, ...]) -> NDArray[np.int8]:
    """Small signed words of at most `width` bits."""
    half = 1 << (min(width, SMALL_BITS) - 1)
    return rng.integers(-half, half, shape).astype(np.int8)
