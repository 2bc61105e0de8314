"""What goes into the rotator for packets one after another, and what must come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams, ConvShape, Packet
from golden.streams.frame import Frame
from tb.bench import Values
from tb.designs.weights_rotator.definition import tiles_of, timeline
from tb.designs.weights_rotator.frames import (
    read_frame,
    row_frame,
    status_frame,
    watch_frame,
    weights_frame,
)
from tb.designs.weights_rotator.packets import packet_of
from tb.designs.weights_rotator.parameters import array_for
from tb.kraken.draw import packets_of
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.random_layers import random_layer
from tb.kraken.steps import Steps

LONGEST = 100
"""Steps of the longest random layer, about."""


@dataclass(frozen=True, eq=False)
class RotatorCase(PlacedCase):
    """Packets one after another.

    Attributes:
        walks: their steps; none of packets that end with a fault.
    """

    walks: tuple[Steps, ...] = ()


AFTERWARDS = 4
"""Clocks behind the last read that are watched too."""

QUIET = 16
"""Most clocks without a beat."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Each round."""
    for name, packets in rounds(rng, array_for(values)):
        yield rotator_case(name, packets)


def rounds(rng: np.random.Generator, array: ArrayParams) -> Iterator[tuple[str, list[Packet]]]:
    """Packets to send one after another: at the ends of the sizes, then of two random layers."""
    for name, shape in ends(array):
        yield name, [packet_of(rng, array, name, shape)]
    pair = [random_layer(rng, array, f"layer {i}", LONGEST) for i in range(2)]
    yield "two layers", [packet for spec in pair for packet in packets_of(rng, array, spec)]


def ends(array: ArrayParams) -> Iterator[tuple[str, ConvShape]]:
    """Tiles of one row, used once or often, rows that no column uses, and many tiles."""
    co = 3 * array.cols + 1
    yield "one row, used once", ConvShape(1, 1, 1, 1, co)
    yield "one row, used often", ConvShape(2, 3, 2, 1, co)
    if array.cols >= 4:
        few = 2 * 3 * (array.cols // 4) + 1
        yield "through before its tile is whole", ConvShape(1, 3, 2, 2, few, 2, 2, 1, 3)
        yield "narrower than the stride", ConvShape(1, 5, 2, 2, few, 2, 2, 1, 3, pad_bottom=1)
        wide = ConvShape(
            1, 3, 7, 1, few, 3, 2, 2, 3, pad_top=1, pad_bottom=1, pad_left=0, pad_right=1
        )
        yield "more columns than the stride", wide


def rotator_case(
    name: str,
    packets: Sequence[Packet],
    watched: bool = False,
    wrong: Mapping[int, int] | None = None,
) -> RotatorCase:
    """Packets one after another.

    Args:
        name: of the case.
        packets: whose weights come in and are used.
        watched: whether each clock is predicted; nothing may be held back then.
        wrong: by packet, bit of the header that is another with the reads than with the rows.
    """
    walks = [Steps(packet) for packet in packets]
    flipped = wrong or {}
    expected = timeline(tiles_of(walks))
    frames: dict[str, list[Frame]] = {"row": [], "read": [], "weights": []}
    locate: dict[Frame, Locate] = {}
    for i, steps in enumerate(walks):
        for port, (frame, place) in {
            "row": row_frame(steps.packet),
            "read": read_frame(steps, wrong_bit=flipped.get(i)),
            "weights": weights_frame(steps),
        }.items():
            frames[port].append(frame)
            locate[frame] = place
    clocks = expected.end + 1
    if watched:
        clocks += AFTERWARDS
        frames["watch"] = [watch_frame(name, clocks)]
        status, locate[status] = status_frame(name, expected, walks, flipped, clocks)
        frames["status"] = [status]
    return RotatorCase(
        name,
        frames,
        clocks=clocks,
        quiet=QUIET,
        detail=str(packets[0].shape),
        locate=locate,
        walks=tuple(walks),
    )
