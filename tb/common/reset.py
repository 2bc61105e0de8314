"""Reset in the middle of work."""

from __future__ import annotations

from collections.abc import Iterator

from tb.bench.case import Case
from tb.env.test import BenchTest
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE

RESETS = 12
"""Resets in mid-work; one more comes when all work is done."""

LONGER = 4
"""Clocks by which the longest reset lasts longer than the shortest that must work."""


class ResetTest(BenchTest):
    """Reset at any clock of a case, or behind it, leaves no trace in the next one."""

    test = "reset"

    async def body(self) -> None:
        """See the class."""
        profiles = [NO_PROFILE, *self.every_profile()]
        everywhere = [p for p in profiles if len(p.kinds) == len(self.stalling)] or [NO_PROFILE]
        cases = self._endless()
        least = self.bench.reset.clocks if self.bench.reset else 1
        for i in range(RESETS):
            broken, whole = next(cases), next(cases)
            rng = generator(self.run.spec.seed, self.test, str(i))
            # Held back at all ports, so that offers stand at some of them when the reset comes.
            held = everywhere[int(rng.integers(len(everywhere)))] if i % 4 > 1 else NO_PROFILE
            await self.load([broken], held, rng)
            beats = max(frame.beats for frames in broken.frames.values() for frame in frames)
            await self.env.conductor.clocks(int(rng.integers(1, beats + self.bench.quiet // 8 + 2)))
            await self.env.conductor.reset(least if i % 2 else least + i % (LONGER + 1))
            profile = NO_PROFILE if i % 2 else profiles[int(rng.integers(len(profiles)))]
            await self.run_case(whole, profile, rng)
        await self.env.conductor.reset(least)
        await self.run_case(next(cases), NO_PROFILE, self.rng)

    def _endless(self) -> Iterator[Case]:
        while True:
            some = list(self.bench.draw(self.rng, self.values))
            if not some:
                raise ValueError(f"the stimulus of {self.bench.toplevel} draws no case")
            yield from some
