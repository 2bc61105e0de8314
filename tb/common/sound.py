"""Cases from the bench's own stimulus, under every kind of gaps and stalls."""

from __future__ import annotations

from tb.env.test import BenchTest
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE

ROUNDS = 4
"""Draws of a design that nobody can hold back: there is no gap or stall to draw others for."""


class SoundTest(BenchTest):
    """Drawn cases, free at first, then with every kind of gap and stall on each port and on all."""

    test = "sound"

    async def body(self) -> None:
        """See the class."""
        asked = self.profiles or [NO_PROFILE, *self.every_profile()]
        for profile in asked:
            rng = generator(self.run.spec.seed, self.test, profile.text)
            for _ in range(1 if self.stalling else ROUNDS):
                for case in self.bench.draw(rng, self.values):
                    await self.run_case(case, profile, rng)
