"""Test of resets in mid-packet: wherever each stream stands."""

from __future__ import annotations

from golden.kraken import predict
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.kraken.format.params import HEADER_BITS
from tb.designs.conv_engine.cases import EngineCase
from tb.designs.conv_engine.coverage import ABORTED
from tb.designs.conv_engine.tests.streams import StreamTest
from tb.kraken.coverage.aborted import stood
from tb.kraken.cuts import Moved, offered
from tb.kraken.spec import LayerSpec
from tb.stimulus.patterns import PAUSE
from tb.stimulus.profiles import NO_PROFILE, Profile

RESETS = 24
"""Resets in mid-packet, spread over header, data and drain."""

SHORT_RESET = 1
"""Clocks of the shortest reset that must work."""

PAUSES = 2 * HEADER_BITS * max(PAUSE)
"""Clocks that pauses in front of the beats of two headers take at most."""


class ResetMidPacketTest(StreamTest):
    """Reset at any clock of a packet; the next layer must not see a trace of it."""

    test = "reset_mid_packet"

    async def body(self) -> None:
        """See the class."""
        sampler = self.sampler()
        deep = LayerSpec.matrix("g deep dense", 1, self.array.weight_depth + 3, 2)
        profiles = (NO_PROFILE, self._late(PIXEL), self._late(WEIGHT))
        for i in range(RESETS):
            held = i % 5 == 4
            specs = [deep] if held else [sampler[i % 4], sampler[(i + 1) % 4]]
            first = self.sequence(f"cut short {i}", specs)
            whole = predict(first.packets).clocks
            # Between the passes of held sums; else header and fill, anywhere, the first drain, and
            # where all has left.
            end = predict(first.packets[:1]).clocks
            spans = ((1, 12), (1, whole - 1), (max(end - 12, 1), end + 4), (whole, whole + 4))
            low, high = (end, end + 12) if held else spans[i % len(spans)]
            clocks = int(self.rng.integers(low, high + 1))
            moved = Moved(self, first.frames)
            await self.load([first], profiles[i // len(spans) % len(profiles)], self.rng)
            await self.env.conductor.clocks(clocks)
            await self._reset(i, first, moved)
        for i, port in enumerate((PIXEL, WEIGHT, SUM)):
            first = self.sequence(f"cut short behind a packet of {port}", sampler[:2])
            moved = Moved(self, first.frames)
            await self.load([first], self._late(port), self.rng)
            longest = predict(first.packets).clocks + PAUSES
            await moved.reach(port, first.frames[port][0].beats, longest)
            await self._reset(RESETS + i, first, moved)
        first = self.sequence("cut short while sums wait", sampler[:2])
        moved = Moved(self, first.frames)
        await self.load([first], Profile.parse(f"dense:{SUM}", self.stalling), self.rng)
        await offered(self, SUM, predict(first.packets).clocks + PAUSES)
        await self._reset(RESETS + 3, first, moved)

    async def _reset(self, i: int, first: EngineCase, moved: Moved) -> None:
        """Reset while packets pass, and run others."""
        clocks = SHORT_RESET if i % 2 else 1 + i % 5
        beats = moved.beats
        await self.env.conductor.reset(clocks)
        after = self.sequence(f"after reset {i}", [self.sampler()[-1 - i % 6]])
        slow = Profile.parse(f"dense:{WEIGHT}", self.stalling)
        await self.check(after, (NO_PROFILE, slow, self._late(PIXEL))[i % 3])
        self.cover.sample(ABORTED.name, **stood(ABORTED, first.frames, beats, clocks))

    def _late(self, port: str) -> Profile:
        """A pause in front of each beat of a port's headers."""
        return Profile.parse(f"in_header:{port}", self.stalling)
