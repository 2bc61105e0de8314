"""What goes into the rotator for packets one after another, and what must come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.kraken import ArrayParams, Packet
from golden.streams.frame import Frame
from tb.bench import Values
from tb.designs.weights_rotator.definition import tiles_of, timeline
from tb.designs.weights_rotator.frames import (
    closed_frame,
    read_frame,
    row_frame,
    stop_frame,
    watched_frame,
    weights_frame,
)
from tb.designs.weights_rotator.parameters import array_for
from tb.kraken.draw import packets_of
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.random_layers import random_layer
from tb.kraken.spec import LayerSpec
from tb.kraken.steps import Bools, Steps

LONGEST = 100
"""Steps of the longest random layer, about."""

STOPPED = 60
"""Clocks in which `stop` comes and goes."""

AFTERWARDS = 4
"""Clocks behind the last read that are watched too."""

NO_STOP: Bools = np.zeros(0, np.bool_)


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Each round, some of them while `stop` comes and goes."""
    for name, packets in rounds(rng, array_for(values)):
        stopped = rng.random() < 0.5
        stop = rng.random(STOPPED) < 0.5 if stopped else NO_STOP
        yield rotator_case(f"{name}{' stopped' if stopped else ''}", packets, stop)


def rounds(rng: np.random.Generator, array: ArrayParams) -> Iterator[tuple[str, list[Packet]]]:
    """Packets to send one after another: at the ends of the sizes, then of two random layers."""
    for spec in ends(array):
        yield spec.name, packets_of(rng, array, spec)
    pair = [random_layer(rng, array, f"layer {i}", LONGEST) for i in range(2)]
    yield "two layers", [packet for spec in pair for packet in packets_of(rng, array, spec)]


def ends(array: ArrayParams) -> Iterator[LayerSpec]:
    """Tiles of one row, used once or often, rows that no column uses, and many tiles."""
    co = 3 * array.cols + 1
    yield LayerSpec("one row, used once", 1, 1, 1, co)
    yield LayerSpec("one row, used often", 3, 2, 1, co, n=2)
    if array.cols >= 4:
        few = 2 * 3 * (array.cols // 4) + 1
        yield LayerSpec("narrower than the stride", 5, 2, 2, few, (2, 2), (1, 3), pad="SAME")
        yield LayerSpec("more columns than the stride", 3, 7, 1, few, (3, 2), (2, 3), pad="SAME")


def rotator_case(
    name: str, packets: Sequence[Packet], stop: Bools = NO_STOP, watched: bool = False
) -> PlacedCase:
    """Packets one after another.

    Args:
        name: of the case.
        packets: whose weights come in and are used.
        stop: whether `stop` is high, clock by clock; afterwards it is low.
        watched: whether each clock is predicted; nothing may be held back then.
    """
    walks = [Steps(packet) for packet in packets]
    expected = timeline(tiles_of(walks), stop)
    frames: dict[str, list[Frame]] = {"row": [], "read": [], "weights": []}
    locate: dict[Frame, Locate] = {}
    for steps in walks:
        for port, (frame, place) in {
            "row": row_frame(steps.packet),
            "read": read_frame(steps),
            "weights": weights_frame(steps),
        }.items():
            frames[port].append(frame)
            locate[frame] = place
    clocks = expected.end + 1
    if watched:
        clocks += AFTERWARDS
        padded = np.concatenate([stop, np.zeros(max(clocks - len(stop), 1), np.bool_)])
        frames["stop"] = [stop_frame(name, padded)]
        status, locate[status] = watched_frame(name, expected, walks, len(padded))
        frames["status"] = [status]
        clocks = len(padded)
    elif len(stop):
        # The last value stays.
        released = np.append(stop, False)
        frames["stop"] = [stop_frame(name, released)]
        frames["status"] = [closed_frame(name, released)]
        clocks = max(clocks, len(released))
    return PlacedCase(
        name,
        frames,
        clocks=clocks,
        quiet=16 + len(stop),
        detail=str(packets[0].shape),
        locate=locate,
    )
