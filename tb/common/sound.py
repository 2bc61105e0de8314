"""Cases from the bench's own stimulus, one by one and in a row, with all gaps and stalls."""

from __future__ import annotations

from tb.bench.ports import Kind, Role
from tb.env.test import BenchTest
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE

ROUNDS = 4
"""Draws of a design that nobody can hold back: there is no gap or stall to draw others for."""


class SoundTest(BenchTest):
    """Drawn cases, free at first, then with every kind of gap and stall on each port and on all;
    each time one by one, and where the design can hold its inputs back in a row too.
    """

    test = "sound"

    async def body(self) -> None:
        """See the class."""
        asked = self.profiles or [NO_PROFILE, *self.every_profile()]
        for profile in asked:
            rng = generator(self.run.spec.seed, self.test, profile.text)
            for _ in range(1 if self.stalling else ROUNDS):
                for case in self.bench.draw(rng, self.values):
                    await self.run_case(case, profile, rng)
            if self._holds_inputs:
                again = generator(self.run.spec.seed, self.test, profile.text, "row")
                await self.run_row(list(self.bench.draw(again, self.values)), profile, again)

    @property
    def _holds_inputs(self) -> bool:
        """Whether a beat of an input waits until the design takes it or asks for it."""
        inputs = [port for port in self.ports if port.role is Role.SOURCE]
        return all(port.kind is Kind.HANDSHAKE or port.follows for port in inputs)
