"""Tests of the sequencer beside those that every design has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tb.bench import Case
from tb.designs.step_sequencer.cases import (
    SequencerCase,
    array_for,
    case_of,
    random_walk,
    tile_frame,
)
from tb.designs.step_sequencer.coverage import MISMATCH, late
from tb.designs.step_sequencer.ports import ARRAY, START, TILE
from tb.env.test import BenchTest
from tb.kraken.directed import deep, directed
from tb.kraken.directed_headers import directed_headers
from tb.kraken.draw import packets_of
from tb.kraken.walk import Walk
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.fault import Fault, Rule

START_TO_STEP = 1
"""Clocks from the start of a packet to its first step."""

DEPTH = 96
"""Rows of the weight buffers for directed layers, which fill them."""

LATE = 3
"""Most clocks before it is known whether the first tile's header is the packet's."""

MISMATCHES, OTHERS = 8, 6
"""Packets of the tests of the first tile and of the later ones."""


class DirectedTest(BenchTest):
    """Packets at which the order of steps, columns and cores breaks, one after another."""

    test = "directed"

    async def body(self) -> None:
        """See the class."""
        array = array_for(self.values)
        for headers in directed_headers(array).values():
            for name, header in headers:
                case = case_of(Walk(header, array, name), self.values)
                await self.run_case(case, NO_PROFILE, self.rng)


class LayersTest(BenchTest):
    """The packets of layers at which such engines break, one after another."""

    test = "layers"

    async def body(self) -> None:
        """See the class."""
        array = replace(array_for(self.values), weight_depth=DEPTH)
        for spec in (*directed(array), *deep(array)):
            rng = generator(self.run.spec.seed, self.test, spec.name)
            for packet in packets_of(rng, array, spec):
                walk = Walk(packet.header, array, packet.name or spec.name)
                await self.run_case(case_of(walk, self.values), NO_PROFILE, rng)


class OtherTilesTest(BenchTest):
    """All tiles of a packet have its header, so behind the first step nothing is asked of them."""

    test = "other_tiles"

    async def body(self) -> None:
        """See the class."""
        array = array_for(self.values)
        for i in range(OTHERS):
            walk = random_walk(self.rng, array, f"random {i}")
            sound = case_of(walk, self.values)
            # The first step follows the start; from then on anything.
            told = self.rng.random((2, walk.count + 1)) < 0.5
            told[:, 1] = True
            tile = tile_frame(walk, told[0].tolist(), told[1].tolist())
            case = replace(sound, frames={**sound.frames, TILE: [tile]})
            await self.run_case(case, NO_PROFILE, self.rng)
            await self.env.conductor.reset()


class MismatchTest(BenchTest):
    """A packet whose first tile is of another one does no step, and says so."""

    test = "mismatch"

    async def body(self) -> None:
        """See the class."""
        array = array_for(self.values)
        for i in range(MISMATCHES):
            walk = random_walk(self.rng, array, f"random {i}")
            await self.check(case_of(walk, self.values), i % (LATE + 1))
            self.cover.sample(MISMATCH, told=late(i % (LATE + 1)))

    async def check(self, sound: SequencerCase, late: int) -> None:
        """Say of a packet that its first tile has another header; after a reset it is sound.

        Args:
            sound: the packet.
            late: clocks after its first chance to step before that is known.
        """
        walk = sound.walk
        known = np.arange(late + 2) == late + 1
        # What is said before it is known does not count.
        matches = (self.rng.random(late + 2) < 0.5) & ~known
        told = tile_frame(walk, known.tolist(), matches.tolist())
        frames = {**sound.frames, TILE: [told]}
        del frames[ARRAY]
        broken: Case = replace(sound, frames=frames)
        await self.load([broken], NO_PROFILE, self.rng)
        fault = await self.env.conductor.until(_mismatch, late + self.bench.quiet)
        await self.settle(self.bench.quiet)
        start = broken.frames[START][0]
        if fault is None:
            detail = "the first tile is of another packet, but mismatch is 0"
            self.complain("error", detail, broken.titled())
        elif (at := fault.clock - self.transfer(start).first_clock - START_TO_STEP) != late:
            detail = f"mismatch is 1 {at} clocks after the start, but {late} are right"
            self.complain("error", detail, broken.titled())
        await self.env.conductor.reset()
        await self.run_case(sound, NO_PROFILE, self.rng)


def _mismatch(fault: Fault) -> bool:
    """Whether a fault is that `mismatch` has become 1."""
    return fault.rule is Rule.FLAG_DIFFERS and [c.actual for c in fault.flags] == ["1"]
