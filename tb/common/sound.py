"""Cases from the bench's own stimulus, one by one and in a row, with all gaps and stalls."""

from __future__ import annotations

from collections.abc import Container

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
            again = generator(self.run.spec.seed, self.test, profile.text, "row")
            cases = list(self.bench.draw(again, self.values)) if self.stalling else []
            ports = {port for case in cases for port in case.frames}
            if len(cases) > 1 and self._holds(ports):
                await self.run_row(cases, profile, again)

    def _holds(self, names: Container[str]) -> bool:
        """Whether each beat of those inputs waits until the design takes it or asks for it."""
        inputs = [p for p in self.ports if p.role is Role.SOURCE and p.name in names]
        return all(port.kind is Kind.HANDSHAKE or port.follows for port in inputs)
