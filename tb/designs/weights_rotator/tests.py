"""Tests of the rotator beside those that every design has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams, ConvShape, Packet
from golden.kraken.format.header import FIELDS
from tb.designs.weights_rotator.cases import rotator_case, rounds
from tb.designs.weights_rotator.coverage import HEADER, LAST, LASTS
from tb.designs.weights_rotator.definition import tiles_of
from tb.designs.weights_rotator.frames import read_frame, row_frame, weights_frame
from tb.designs.weights_rotator.packets import packet_of
from tb.designs.weights_rotator.parameters import array_for
from tb.env.test import BenchTest
from tb.kraken.placed import PlacedCase
from tb.kraken.steps import Steps
from tb.stimulus.patterns import Landmarks
from tb.stimulus.profiles import NO_PROFILE, Profile
from tb.transport.pattern import NO_DELAY, Pattern

DEEPEST = 8
"""Rows of a tile of the faulty packets, at most."""

ROUNDS = 3
"""Rounds of packets that are watched in every clock."""


class TimelineTest(BenchTest):
    """All outputs in every clock, while rows are offered and taken without a pause."""

    test = "timeline"

    async def body(self) -> None:
        """See the class."""
        for _ in range(ROUNDS):
            for name, packets in rounds(self.rng, array_for(self.values)):
                await self.run_case(rotator_case(name, packets, True), NO_PROFILE, self.rng)


class HeaderTest(BenchTest):
    """Rows of another packet than the one that reads are told, whatever field differs."""

    test = "header"

    async def body(self) -> None:
        """See the class."""
        array = array_for(self.values)
        for i, (name, field) in enumerate(FIELDS.items()):
            rows, ci = (int(self.rng.integers(1, 4)) for _ in range(2))
            ci = min(ci, array.weight_depth)
            shape = ConvShape.dense(rows, ci, array.cols + 1)
            packets = [packet_of(self.rng, array, f"{name} {k}", shape) for k in range(3)]
            bit = field.low + int(self.rng.integers(field.bits))
            case = rotator_case(f"another {name}", packets, True, {i % len(packets): bit})
            await self.run_case(case, NO_PROFILE, self.rng)
            self.cover.sample(HEADER, field=name)


class FullTest(BenchTest):
    """Tiles that fill their buffers, used when both are full and as they come in."""

    test = "full"

    async def body(self) -> None:
        """See the class."""
        array = array_for(self.values)
        shape = ConvShape.dense(1, array.weight_depth, 2 * array.cols + 1)
        both = 2 * array.weight_depth
        for name, held in (("both full", held_reads(both)), ("used as they come in", NO_PROFILE)):
            case = rotator_case(name, [packet_of(self.rng, array, "full", shape)])
            await self.run_case(case, held, self.rng)


class WrongLastTest(BenchTest):
    """A tlast early or missing: it is told at once, and only what came before can be read."""

    test = "wrong_last"

    async def body(self) -> None:
        """See the class."""
        for place, (case, held) in _faults(self.rng, array_for(self.values)):
            await self.env.conductor.reset()
            await self.run_case(case, held, self.rng)
            self.cover.sample(LAST, place=place)


@dataclass(frozen=True)
class _HeldReads(Profile):
    """No read for a while.

    Attributes:
        clocks: how long.
    """

    clocks: int = 0

    def pattern(self, port: str, rng: np.random.Generator, marks: Landmarks) -> Pattern:
        """See `Profile.pattern`."""
        if port != "read":
            return NO_DELAY
        delays = np.zeros(marks.frame.beats, np.uint32)
        delays[0] = self.clocks
        return Pattern("held", delays)


def held_reads(clocks: int) -> Profile:
    """No read in so many clocks."""
    return _HeldReads("reads held", (("read", "held"),), clocks)


def _faults(
    rng: np.random.Generator, array: ArrayParams
) -> Iterator[tuple[str, tuple[PlacedCase, Profile]]]:
    """Faults in the second of two tiles, while the first one is still to be read: the place of
    each, of `LASTS`, the case, and how it is held back.
    """
    depth = min(array.weight_depth, DEEPEST)
    end = depth - 1

    def several() -> list[Packet]:
        shape = ConvShape.dense(3, depth, 2 * array.cols + 1)
        return [packet_of(rng, array, "three tiles", shape)]

    def pair() -> list[Packet]:
        return [packet_of(rng, array, f"tile {i}", ConvShape.dense(3, depth, 1)) for i in range(2)]

    for place, row in zip(LASTS, (0, end // 2, end - 1), strict=False):
        early = f"tlast in row {row}"
        yield place, _faulty(f"{early} of three tiles", several(), row, True)
        yield place, _faulty(f"{early} of one", pair(), row, True)
    early = "tlast at the end of a tile, not of the packet"
    yield LASTS[3], _faulty(early, several(), end, True)
    yield LASTS[4], _faulty("no tlast", pair(), end, False)


def _faulty(name: str, packets: list[Packet], row: int, early: bool) -> tuple[PlacedCase, Profile]:
    """A case whose second tile ends with a fault in its row `row`; no row comes behind it.

    The rows of that tile that came in can be read, as long as it has not ended: a tile that ends
    with a fault is never whole.
    """
    first, second = tiles_of([Steps(packet) for packet in packets])[:2]
    faulty = second.of
    before = second.iteration * second.rows
    count = before + row + 1
    last = count - 1 if early else -1
    readable = 0 if row == second.rows - 1 else int(np.argmax(second.reads > row))
    placed = {"row": [row_frame(second.packet, count, last)], "read": [], "weights": []}
    if first.of is not faulty:
        placed["row"].insert(0, row_frame(first.packet))
        placed["read"].append(read_frame(first.of))
        placed["weights"].append(weights_frame(first.of))
    if steps := second.iteration * len(first.reads) + readable:
        placed["read"].append(read_frame(faulty, steps))
        placed["weights"].append(weights_frame(faulty, steps))
    rows = first.rows + row + 1
    reads = len(first.reads) + readable
    frames = {port: [frame for frame, _ in pairs] for port, pairs in placed.items()}
    locate = {frame: place for pairs in placed.values() for frame, place in pairs}
    case = PlacedCase(
        name, frames, quiet=2 * (rows + reads), locate=locate, detail=str(second.packet.shape)
    )
    # No read before the fault is over.
    return case, held_reads(rows)
