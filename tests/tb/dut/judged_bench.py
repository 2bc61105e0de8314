"""The bench of `axis_tap` with tests that find fault with a case after its beats have passed."""

from __future__ import annotations

from dataclasses import replace

from tb.stimulus.profiles import NO_PROFILE
from tests.tb.dut.armed import ArmedTest
from tests.tb.dut.bench import BENCH as TAP
from tests.tb.dut.faults import PLANTED


class Judged(ArmedTest):
    """What is made of the beats differs from its oracle; the case behind it is sound."""

    test = "judged"

    async def body(self) -> None:
        """See the class."""
        case = self.drawn()

        def judge() -> None:
            self.complain("tensor", "one value differs", case.titled())

        await self.run_case(replace(case, name="bad"), NO_PROFILE, self.rng, judge)
        await self.run_case(replace(self.drawn(), name="good"), NO_PROFILE, self.rng)


class Clocks(ArmedTest):
    """The clocks are not those that the case promises."""

    test = "clocks"

    async def body(self) -> None:
        """See the class."""
        case = self.drawn()
        assert case.clocks is not None
        await self.run_case(replace(case, clocks=case.clocks + 1), NO_PROFILE, self.rng)


class Extra(ArmedTest):
    """The design sends a beat too many, after the last one that is due."""

    test = "extra"
    bug = PLANTED["extra"].bug

    async def body(self) -> None:
        """See the class."""
        await self.send()


BENCH = replace(TAP, tests=(Judged, Clocks, Extra))
