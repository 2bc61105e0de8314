"""Tests of the output pipe beside those that every design gets."""

from __future__ import annotations

from tb.designs.output_pipe.cases import closing_cases
from tb.env.test import BenchTest
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE


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
