"""A register slice whose beats come and go at known clocks: what its ports count is known too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from golden.streams.frame import DATA, Frame
from tb.bench.find import find_bench
from tb.env.item import FrameItem
from tb.env.test import BenchTest
from tb.transport.base import Limit
from tb.transport.counts import PortCounts
from tb.transport.pattern import NO_DELAY, Pattern

ENOUGH = Limit(50, None, "a slice is never quiet that long")


def packet(name: str, beats: int) -> Frame:
    return Frame(name, {DATA: np.arange(beats, dtype=np.uint8)[:, None]})


def delayed(*delays: int, edges: Sequence[int] | None = None) -> Pattern:
    told = None if edges is None else np.array(edges)
    return Pattern("told", np.array(delays, np.uint32), edges=told)


class CountsTest(BenchTest):
    """Packets whose beats are delayed by known clocks, at one port of the slice."""

    held: str
    """The port."""

    async def send(self, *patterns: Pattern) -> None:
        """Packets straight behind each other, one for each pattern."""
        other = "out" if self.held == "in" else "in"
        items: dict[str, list[FrameItem]] = {self.held: [], other: []}
        for i, pattern in enumerate(patterns):
            assert pattern.delays is not None
            frame = packet(f"packet {i}", len(pattern.delays))
            items[self.held].append(FrameItem(frame, pattern))
            items[other].append(FrameItem(frame, NO_DELAY))
        await self.env.queue(items)
        await self.env.conductor.drain(ENOUGH)

    def check(self, port: str, held: Sequence[int], beats: Sequence[int]) -> None:
        """Compare counts with those told; of each five packets two have one beat."""
        due = PortCounts(tuple(held), tuple(beats), (2, 3))
        found = self.transport.counts(port)
        assert found == due, f"{port}: {found}, expected {due}"


class GapsTest(CountsTest):
    """Gaps at the input, of beats that the slice takes at once."""

    test = "gaps"
    held = "in"

    async def body(self) -> None:
        """See the class."""
        # The slice opens in the clock after the reset, in which the first beat comes too.
        await self.send(delayed(0), delayed(2, 0, 3, 1), delayed(1), delayed(0, 0))
        await self.send(delayed(1, 0, 2, 0, edges=[2]))
        # first, between, last, edge, inside; rows of packets, of beats, valid, ready, together
        self.check("in", (1, 3, 1, 2, 3), (1, 4, 0, 6, 1))
        self.check("out", (0, 0, 0, 0, 0), (1, 4, 0, 7, 0))
        await self.env.conductor.reset()
        self.check("in", (1, 3, 1, 2, 3), (1, 4, 0, 6, 1))


class StallsTest(CountsTest):
    """Stalls at the output, of beats that come as soon as the slice has room."""

    test = "stalls"
    held = "out"

    async def body(self) -> None:
        """See the class."""
        await self.env.conductor.clocks(2)
        await self.send(delayed(2, 0, 3, 1), delayed(1), delayed(0, 0), delayed(0))
        await self.send(delayed(1, 0, 2, 0, edges=[0, 2, 3]))
        self.check("out", (3, 1, 1, 2, 3), (2, 4, 6, 0, 0))


class BehindResetTest(CountsTest):
    """A packet behind a reset has none in front of it, wherever the reset came."""

    test = "behind_reset"
    held = "in"

    async def body(self) -> None:
        """See the class."""
        pattern = delayed(4, 0)
        for port in ("in", "out"):
            for name in ("first", "second"):
                self.transport.queue(port, packet(name, 2), pattern if port == "in" else NO_DELAY)
        # Both beats of the first packet have come, and two clocks of the second one's gap.
        await self.env.conductor.clocks(8)
        assert self.transport.counts("in").held == (4, 2, 0, 0, 0)
        await self.env.conductor.reset()
        await self.send(delayed(3))
        assert self.transport.counts("in").held == (7, 2, 0, 0, 0)


BENCH = replace(
    find_bench("axis_skid"),
    stimulus=None,
    cases=None,
    tests=(GapsTest, StallsTest, BehindResetTest),
    edged=("in", "out"),
)
