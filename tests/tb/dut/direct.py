"""Tests of `axis_tap` that speak to the transport itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from golden.streams.frame import DATA, Bytes, Frame, numbers
from tb.bench import Case
from tb.transport.base import Limit, Outcome, Reason
from tb.transport.fault import Fault
from tb.transport.pattern import NO_DELAY, Pattern
from tests.tb.dut.armed import ArmedTest

SINGLES = 30
"""Packets of one beat, each of which tells the clock of that beat."""

WIDE = Limit(200, None, "nothing is to be found")


def changed(frame: Frame, field: str, beat: int) -> Frame:
    """The packet with one bit of one beat of its body flipped."""
    buffer = frame.body[field].copy()
    buffer[beat, 0] ^= 1
    return replace(frame, body={**frame.body, field: buffer})


def single(index: int, data: Bytes) -> Frame:
    return Frame(f"single {index}", {DATA: data[index : index + 1]})


class TransportTest(ArmedTest):
    """Speaks to the transport itself."""

    async def body(self) -> None:
        """Do what the test is about; what it compares is not told to the scoreboard."""
        await self.steps()
        self.env.scoreboard.compared += 1

    async def steps(self) -> None:
        """What the test is about."""
        raise NotImplementedError

    def data(self, beats: int) -> Bytes:
        return self.rng.integers(0, 256, (beats, 4), np.uint8)

    def queue_notes(self, beats: int) -> None:
        self.transport.queue("note", Frame("notes", {"done": numbers([0] * beats, 1)}))

    def queue_case(self, case: Case) -> None:
        for port, frames in case.frames.items():
            for frame in frames:
                self.transport.queue(port, frame)

    async def fault(self, limit: Limit) -> Fault:
        outcome = await self.transport.run(limit)
        assert outcome.reason is Reason.FAULT
        (fault,) = outcome.faults
        assert fault.clock == self.transport.clock
        return fault

    async def moved(self, patterns: dict[str, Sequence[Pattern]]) -> dict[str, list[int]]:
        """Edges at which packets of one beat move, each held back as its own pattern says."""
        transport, data = self.transport, self.data(SINGLES)
        await transport.reset(2)
        transport.take_transfers()
        for port in ("in", "out"):
            for i in range(SINGLES):
                pattern = patterns[port][i] if port in patterns else NO_DELAY
                transport.queue(port, single(i, data), pattern)
        self.queue_notes(SINGLES)
        assert await transport.run(WIDE) == Outcome(Reason.DONE)
        found: dict[str, list[int]] = {"in": [], "out": [], "note": []}
        for transfer in transport.take_transfers():
            assert transfer.port == "note" or transfer.first_clock == transfer.last_clock
            found[transfer.port].append(transfer.last_clock)
        assert (len(found["in"]), len(found["out"])) == (SINGLES, SINGLES)
        return found
