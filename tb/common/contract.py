"""Every output in every clock, held against the contract of the block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cocotb

from tb.bench.case import Case
from tb.env.recorder import PortRecorder
from tb.env.test import BenchTest
from tb.probe.judge import Inspection
from tb.probe.wording import worded
from tb.stimulus.profiles import NO_PROFILE

if TYPE_CHECKING:
    from tb.transport.base import Limit

ROUNDS = 2
"""Draws of all cases at the least."""
PATIENCE = 64
"""Clocks without a beat, beyond those that are legal, until the transport looks for who is to
blame; longer than any pause of the bench."""


class ContractTest(BenchTest):
    """Each output in each clock is what the contract asks for: also when something is offered, and
    when something would be taken. Each case and each kind of gap and stall comes at least once.
    """

    test = "contract"

    async def body(self) -> None:
        """See the class."""
        self._recorder = PortRecorder(cocotb.top, self.bench, self.values, self.transport)
        self._begin()
        profiles = self.profiles or [NO_PROFILE, *self.every_profile()]
        rounds, done = 0, 0
        while done < len(profiles) or rounds < ROUNDS:
            rounds += 1
            for case in self.drawn_cases():
                if self.bench.reset is not None:
                    self._begin()
                    await self.env.conductor.reset(self.bench.reset.clocks + 1)
                self._case = case
                await self.run_case(case, profiles[done % len(profiles)], self.rng)
                done += 1
        self._recorder.stop()

    async def drain(self, cases: Sequence[Case], limit: Limit) -> None:
        """Clock by clock, so that each is judged before the next one."""
        beats: dict[str, int] = {}
        for case in cases:
            for port, frames in case.frames.items():
                beats[port] = beats.get(port, 0) + sum(frame.beats for frame in frames)
        progress = self.transport.progress
        ends = {port: progress(port) + count for port, count in beats.items()}
        left, quiet = sum(beats.values()), 0
        while left:
            if quiet > limit.quiet + PATIENCE:
                await self.env.conductor.drain(limit)
            await self._clock()
            before, left = left, sum(end - progress(port) for port, end in ends.items())
            quiet = quiet + 1 if left == before else 0

    async def settle(self, clocks: int) -> None:
        """Clock by clock."""
        for _ in range(clocks):
            await self._clock()

    def _begin(self) -> None:
        """What a reference knows begins with a reset, or with the simulation."""
        self._recorder.forget()
        self._inspection = Inspection(self.bench, self.values, self._recorder, "", 0)
        self._edge = 0
        self._over = False

    async def _clock(self) -> None:
        await self.env.conductor.clocks(1)
        for edge in range(self._edge, self._recorder.edges):
            if detail := self._wrong(edge):
                at = (self._recorder.clock(edge), self._recorder.times[edge])
                self.complain("contract", detail, self._case.titled(), at)
        self._edge = self._recorder.edges

    def _wrong(self, edge: int) -> str:
        """Which output differs, or why nothing can be said from now on; told once."""
        if self._over:
            return ""
        deviation = self._inspection.look(edge)
        self._over = deviation is not None or bool(self._inspection.stopped)
        if deviation is not None:
            clock = self._recorder.clock(edge)
            return worded(self.bench, self.values, "", deviation, clock).sentence
        return self._inspection.stopped and f"nothing more can be said: {self._inspection.stopped}"
