"""The bench of `async_tap`: an asynchronous reset that is active high, and no tlast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tb.bench import SINK, SOURCE, Arrays, Bench, Parameter, Port, Reset, Values, data, handshake
from tb.scoreboard.checker import CheckFailed
from tb.stimulus.profiles import NO_PROFILE, Profile
from tb.transport.base import Outcome, Reason
from tb.transport.fault import Rule
from tests.tb.dut.armed import ArmedTest, arm_port

NOT_RESET, LOST_BIT = 1, 2
TRIGGER, LOST = 4, 165


def ports(values: Values) -> tuple[Port, ...]:
    """A plain handshake on both sides."""
    word = values["Width"]
    return (
        handshake("d", SOURCE, "d_valid", "d_take", data("d", word=word)),
        handshake("q", SINK, "q_valid", "q_take", data("q", word=word)),
        arm_port("arm"),
    )


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """Random words, one of which is the one that the bug changes."""
    half = 1 << (values["Width"] - 1)
    for beats in (1, 20):
        words = rng.integers(-half, half, beats)
        words[words == LOST] = 0
        words[min(beats - 1, TRIGGER)] = LOST
        yield {"d": words}


def golden(
    inputs: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int64]]], values: Values
) -> Arrays:
    """What goes in comes out."""
    return {"q": inputs["d"]}


class Late(ArmedTest):
    """What an asynchronous reset does shows in its first clock."""

    test = "late"

    async def body(self) -> None:
        """See the class."""
        for bug, fails in ((0, False), (NOT_RESET, True)):
            await self.arm(bug)
            await self.transport.reset(4)
            case = list(self.bench.draw(self.rng, self.values))[1]
            # Long enough for a beat to stand at the output.
            await self.load([case], Profile.parse("in_header:q", self.stalling), self.rng)
            await self.env.conductor.clocks(6)
            assert self.transport.progress("d") == 1
            outcome = await self.transport.reset(1)
            if not fails:
                assert outcome == Outcome(Reason.CLOCKS)
                await self.send()
                continue
            (fault,) = outcome.faults
            assert (fault.rule, fault.port) == (Rule.VALID_IN_RESET, "q")
            with pytest.raises(CheckFailed, match="q_valid of q is high during reset"):
                await self.env.conductor.reset(1)
            self.only_report()
            self.checker.reports.clear()


class Lost(ArmedTest):
    """A word that has lost a bit is named by beat, lane and value."""

    test = "lost"
    bug = LOST_BIT

    async def body(self) -> None:
        """See the class."""
        case = list(self.bench.draw(self.rng, self.values))[1]
        await self.run_case(case, NO_PROFILE, self.rng)

    def check_phase(self) -> None:
        """Look at the report."""
        report = self.only_report()
        assert (report.kind, report.port, report.beat, report.lane) == ("mismatch", "q", TRIGGER, 0)
        assert (report.lanes[0].expected, report.lanes[0].actual) == (LOST, LOST - 1)


BENCH = Bench(
    toplevel="async_tap",
    meaning="register stage in Verilog-2001 with an asynchronous reset",
    sources=[Path(__file__).parent / "async_tap.v"],
    clock="clock",
    reset=Reset("areset", active_low=False, synchronous=False),
    ports=ports,
    parameters=(Parameter("Width", 12, 9, 64),),
    stimulus=stimulus,
    golden=golden,
    tests=(Late, Lost),
    quiet=4,
)
