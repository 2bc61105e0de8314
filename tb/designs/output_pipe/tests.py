"""Tests of the output pipe beside those that every design gets."""

from __future__ import annotations

import numpy as np

from tb.designs.output_pipe.cases import (
    LATENCY,
    WAITING,
    closed_at_once,
    closing_cases,
    left_open,
)
from tb.env.item import FrameItem
from tb.env.test import BenchTest
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.pattern import NO_DELAY, Pattern

HELD = 32
"""Clocks that the last beats of a capture are held back before a reset."""


class CloseTest(BenchTest):
    """Behind the last capture a beat closes a packet that has left in part, and no other."""

    test = "close"

    async def body(self) -> None:
        """See the class."""
        for profile in self.profiles or [NO_PROFILE, *self.every_profile()]:
            rng = generator(self.run.spec.seed, self.test, profile.text)
            for case in closing_cases(rng, self.values):
                # Only a reset lets captures come again.
                await self.env.conductor.reset()
                await self.run_case(case, profile, rng)
        await self._cut_short()

    async def _cut_short(self) -> None:
        """A reset takes a packet away whose last beat waits: nothing is left to be closed."""
        rng = generator(self.run.spec.seed, self.test, "cut short")
        await self.env.conductor.reset()
        case = left_open(rng, self.values)
        (taken,), (sent,) = case.frames["capture"], case.frames["sum"]
        delays = np.zeros(sent.beats, np.uint32)
        delays[-WAITING] = HELD
        self.context.forget()
        self.env.scoreboard.forget()
        self.context.add(case)
        await self.env.queue(
            {
                "capture": [FrameItem(taken, NO_DELAY)],
                "sum": [FrameItem(sent, Pattern("last beats held", delays))],
            }
        )
        await self.env.conductor.clocks(sent.beats + LATENCY + HELD // 2)
        await self.env.conductor.reset()
        await self.run_case(closed_at_once(), NO_PROFILE, rng)
