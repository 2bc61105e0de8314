"""Tests of `weights_rotator` beyond those that every bench has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams, Packet
from tb.designs.conv_engine.places import PlacedCase
from tb.designs.conv_engine.spec import LayerSpec
from tb.designs.conv_engine.steps import Steps, packets_of
from tb.designs.weights_rotator.case import (
    NO_STOP,
    closed_frame,
    read_frame,
    rotator_case,
    row_frame,
    stop_frame,
    weights_frame,
)
from tb.designs.weights_rotator.layers import array_of, rounds
from tb.designs.weights_rotator.tiles import tiles_of
from tb.env.test import BenchTest
from tb.stimulus.patterns import Landmarks
from tb.stimulus.profiles import NO_PROFILE, Profile
from tb.transport.pattern import NO_DELAY, Pattern

DEEPEST = 8
"""Rows of a tile of the faulty packets, at most."""
STOPS = (0.0, 0.1, 0.6)
"""How often `stop` is high."""


class TimelineTest(BenchTest):
    """All outputs in every clock, while rows are offered and taken without a pause."""

    test = "timeline"

    async def body(self) -> None:
        """See the class."""
        for often in STOPS:
            for name, packets in rounds(self.rng, array_of(self.values)):
                rows = sum(packet.tiling.t * packet.tiling.tile_rows for packet in packets)
                stop = self.rng.random(2 * rows) < often if often else NO_STOP
                text = f"{name}, stopped {often:.0%}"
                await self.run_case(
                    rotator_case(text, packets, stop, watched=True), NO_PROFILE, self.rng
                )


class FullTest(BenchTest):
    """Tiles that fill their buffers to the last row."""

    test = "full"

    async def body(self) -> None:
        """See the class."""
        array = array_of(self.values)
        spec = LayerSpec.matrix("full buffers", 1, array.weight_depth, 2 * array.cols + 1)
        case = rotator_case(spec.name, packets_of(self.rng, array, spec))
        await self.run_case(case, NO_PROFILE, self.rng)


class WrongLastTest(BenchTest):
    """A tlast early or missing: it is told at once, and only what came before can be read."""

    test = "wrong_last"

    async def body(self) -> None:
        """See the class."""
        for case, held in _faults(self.rng, array_of(self.values)):
            await self.env.conductor.reset()
            await self.run_case(case, held, self.rng)


@dataclass(frozen=True)
class _HeldReads(Profile):
    """No read before the fault is over.

    Attributes:
        clocks: how long that takes.
    """

    clocks: int = 0

    def pattern(self, port: str, rng: np.random.Generator, marks: Landmarks) -> Pattern:
        """See `Profile.pattern`."""
        if port != "read":
            return NO_DELAY
        delays = np.zeros(marks.frame.beats, np.uint32)
        delays[0] = self.clocks
        return Pattern("held", delays)


def _faults(
    rng: np.random.Generator, array: ArrayParams
) -> Iterator[tuple[PlacedCase, _HeldReads]]:
    """Faults in the second of two tiles, while the first one is still to be read."""
    depth = min(array.weight_depth, DEEPEST)
    end = depth - 1
    several = LayerSpec.matrix("three tiles", 3, depth, 2 * array.cols + 1)
    single = LayerSpec.matrix("one tile", 3, depth, 1)
    for row in sorted({0, end // 2, end - 1}):
        early = f"tlast in row {row}"
        yield _faulty(f"{early} of three tiles", packets_of(rng, array, several), row, True)
        pair = packets_of(rng, array, single) + packets_of(rng, array, single)
        yield _faulty(f"{early} of one", pair, row, True)
    packets = packets_of(rng, array, several)
    yield _faulty("tlast at the end of a tile, not of the packet", packets, end, True)
    pair = packets_of(rng, array, single) + packets_of(rng, array, single)
    yield _faulty("no tlast", pair, end, False)


def _faulty(
    name: str, packets: list[Packet], row: int, early: bool
) -> tuple[PlacedCase, _HeldReads]:
    """A case whose second tile ends with a fault in its row `row`; `stop` rises behind it.

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
    stop = np.arange(2 * rows + 2 * reads) >= rows
    frames = {port: [frame for frame, _ in pairs] for port, pairs in placed.items()}
    frames["stop"], frames["status"] = [stop_frame(name, stop)], [closed_frame(name, stop)]
    places = {frame: place for pairs in placed.values() for frame, place in pairs}
    case = PlacedCase(
        name, frames, quiet=2 * len(stop), places=places, detail=str(second.packet.shape)
    )
    return case, _HeldReads("reads held", (("read", "held"),), rows)
