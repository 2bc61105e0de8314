"""Tests that plant a bug in the design under test before it is reset."""

from __future__ import annotations

from golden.streams.frame import Frame, numbers
from tb.bench import SOURCE, Case, Field, Port, strobe
from tb.env.conductor import UNBOUNDED
from tb.env.test import BenchTest
from tb.scoreboard.report import Report
from tb.stimulus.profiles import NO_PROFILE, Profile

ARM = "arm"


def arm_port(valid: str) -> Port:
    """The port that sets the bug; it works in reset too."""
    return strobe(ARM, SOURCE, valid, Field("bug", "arm_bug"))


class ArmedTest(BenchTest):
    """Begins with a bug in the design; 0 makes it sound.

    Attributes:
        bug: its number.
    """

    bug: int = 0

    async def run_phase(self) -> None:
        """Set the bug, and go on as every test does."""
        self.raise_objection()
        try:
            await self.arm(self.bug)
            await super().run_phase()
        finally:
            self.drop_objection()

    async def arm(self, bug: int) -> None:
        """Set a bug. What the design does meanwhile, perhaps never reset, is of no concern."""
        transport = self.transport
        transport.queue(ARM, Frame(f"bug {bug}", {"bug": numbers([bug], 8)}))
        end = transport.clock + 4
        while transport.clock < end:
            await transport.run(UNBOUNDED, clocks=end - transport.clock)
        assert transport.progress(ARM) == 1
        transport.take_transfers()

    def drawn(self) -> Case:
        """The first case of the bench's own stimulus."""
        return next(self.bench.draw(self.rng, self.values))

    async def send(self, profile: str = "") -> None:
        """Run the first case."""
        parsed = Profile.parse(profile, self.stalling) if profile else NO_PROFILE
        await self.run_case(self.drawn(), parsed, self.rng)

    def only_report(self) -> Report:
        """The report of the only fault that was found."""
        assert len(self.checker.reports) == 1, self.checker.verdict() or "nothing was found"
        return self.checker.reports[0]
