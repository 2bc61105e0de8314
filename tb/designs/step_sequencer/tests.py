"""Tests of the sequencer beside those that every design has."""

from __future__ import annotations

from dataclasses import replace

from golden.kraken import Packet
from golden.kraken.format.header import FIELDS
from golden.streams.frame import Frame
from tb.bench import Case
from tb.designs.conv_engine.directed import deep, directed
from tb.designs.step_sequencer.case import SequencerCase, array_for, case_of, packets_of
from tb.designs.step_sequencer.draw import short_packet
from tb.designs.step_sequencer.ports import ARRAY, ROWS, START
from tb.env.test import BenchTest
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.fault import Fault, Rule

START_TO_STEP = 1
"""Clocks from the start of a packet to its first step."""

DEPTH = 96
"""Rows of the weight buffers for directed layers, which fill them."""


class DirectedTest(BenchTest):
    """Shapes at which such engines break, one packet after another."""

    test = "directed"

    async def body(self) -> None:
        """See the class."""
        array = replace(array_for(self.values), weight_depth=DEPTH)
        for spec in (*directed(array), *deep(array)):
            rng = generator(self.run.spec.seed, self.test, spec.name)
            for packet in packets_of(spec, rng, array):
                await self.run_case(case_of(packet), NO_PROFILE, rng)


class MismatchTest(BenchTest):
    """A tile of another packet ends the steps, whatever field of its header differs."""

    test = "mismatch"

    async def body(self) -> None:
        """See the class."""
        for name, field in FIELDS.items():
            packet = short_packet(self.rng, self.array, f"another {name}")
            tile = int(self.rng.integers(packet.tiling.t))
            await self.check(packet, tile, field.low + int(self.rng.integers(field.bits)))

    def build_phase(self) -> None:
        """Build the environment."""
        super().build_phase()
        self.array = array_for(self.values)

    async def check(self, packet: Packet, tile: int, bit: int) -> None:
        """Send a packet from one of whose tiles on the header is another.

        Args:
            packet: what is computed.
            tile: the first one that is wrong.
            bit: of the header.
        """
        case = case_of(packet)
        sound = case.walk.steps.first(iteration=tile)
        broken = _broken(case, sound, bit)
        await self.load([broken], NO_PROFILE, self.rng)
        fault = await self.env.conductor.until(_mismatch, sound + self.bench.quiet)
        await self.settle(self.bench.quiet)
        start = broken.frames[START][0]
        if fault is None:
            detail = f"bit {bit} of the header of tile {tile} is wrong, but mismatch is 0"
            self.complain("error", detail, broken.titled())
        elif (late := fault.clock - self.transfer(start).first_clock - START_TO_STEP) != sound:
            detail = f"mismatch is 1 with step {late}, but tile {tile} begins with step {sound}"
            self.complain("error", detail, broken.titled())
        for frame in broken.frames.get(ARRAY, ()):
            self.transfer(frame)
        await self.env.conductor.reset()


def _mismatch(fault: Fault) -> bool:
    """Whether a fault is that `mismatch` has become 1."""
    return fault.rule is Rule.FLAG_DIFFERS and [c.actual for c in fault.flags] == ["1"]


def _broken(case: SequencerCase, sound: int, bit: int) -> Case:
    """The case with a wrong header behind so many steps, which are all that may be done."""
    frames = dict(case.frames)
    rows, array = frames[ROWS][0], frames.pop(ARRAY)[0]
    headers = rows.body["tile_header"].copy()
    headers[sound:, bit // 8] ^= 1 << bit % 8
    frames[ROWS] = [replace(rows, body={**rows.body, "tile_header": headers})]
    if sound:
        frames[ARRAY] = [_first(array, sound)]
    return replace(case, frames=frames)


def _first(frame: Frame, beats: int) -> Frame:
    """The first beats of a packet without a header."""
    body = {name: field[:beats] for name, field in frame.body.items()}
    care = {name: field[:beats] for name, field in frame.care.items()}
    return replace(frame, body=body, care=care)
