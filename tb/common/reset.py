"""Reset in the middle of work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from tb.bench.case import Case
from tb.bench.ports import Role
from tb.env.test import BenchTest
from tb.seed import generator
from tb.stimulus.patterns import after_header, dense, in_header, masked
from tb.stimulus.profiles import NO_PROFILE, Profile

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
        pressing = cycle(self._pressing())
        cases = self._endless()
        least = self.bench.reset.clocks if self.bench.reset else 1
        for i in range(RESETS):
            broken, whole = next(cases), next(cases)
            rng = generator(self.run.spec.seed, self.test, str(i))
            held = next(pressing) if i % 4 > 1 else NO_PROFILE
            await self.load([broken], held, rng)
            beats = max(frame.beats for frames in broken.frames.values() for frame in frames)
            most = beats * (1 + bool(held.kinds)) + self.bench.quiet // 8 + 2
            await self.env.conductor.clocks(int(rng.integers(1, most)))
            await self.env.conductor.reset(least if i % 2 else least + i % (LONGER + 1))
            profile = NO_PROFILE if i % 2 else profiles[int(rng.integers(len(profiles)))]
            await self.run_case(whole, profile, rng)
        await self.env.conductor.reset(least)
        await self.run_case(next(cases), NO_PROFILE, self.rng)

    def _pressing(self) -> list[Profile]:
        """The profiles that the run asks for, else such that hold back all outputs or all ports,
        so that offers stand at some of them when the reset comes.
        """
        outputs = [p.name for p in self.ports if p.stalls and p.role is Role.SINK]
        texts = [
            "+".join(f"{kind.__name__}:{port}" for port in ports)
            for ports in (outputs, self.stalling)
            for kind in (in_header, dense, after_header, masked)
            if ports
        ]
        parsed = [Profile.parse(text, self.stalling) for text in texts]
        return self.profiles or parsed or [NO_PROFILE]

    def _endless(self) -> Iterator[Case]:
        while True:
            yield from list(self.drawn_cases())
