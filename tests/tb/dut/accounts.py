"""What a transport tells of the clocks that have passed: faults, transfers, progress, flags."""

from __future__ import annotations

from dataclasses import replace

import cocotb
import numpy as np
import pytest

from golden.streams.frame import DATA, Frame, FrameError, numbers
from tb.env.test import BenchTest
from tb.transport.base import Outcome, Reason
from tb.transport.fault import Fault, Rule, SeenBeat
from tests.tb.dut.direct import WIDE, TransportTest, changed
from tests.tb.dut.faults import PLANTED, TRIGGER


class Facts(TransportTest):
    """A fault says what was on the wires; several of one clock come together, in port order."""

    test = "facts"

    async def steps(self) -> None:
        """See the class."""
        await self.transport.reset(2)
        case = self.drawn()
        (out,), (now,) = case.frames["out"], case.frames["now"]
        wrong = changed(out, DATA, 6)
        flipped = now.body["level"] ^ np.array([1, 0], np.uint8)
        levels = replace(now, body={"level": flipped})
        self.queue_case(replace(case, frames={**case.frames, "out": [wrong], "now": [levels]}))
        faults: list[tuple[Fault, ...]] = []
        while (outcome := await self.transport.run(WIDE)).reason is Reason.FAULT:
            assert {fault.clock for fault in outcome.faults} == {self.transport.clock}
            faults.append(outcome.faults)
        assert len(faults) == now.beats
        clocks = [found[0].clock for found in faults]
        assert clocks == list(range(clocks[0], clocks[0] + now.beats))
        assert [found[-1].beat for found in faults] == list(range(now.beats))
        (both,) = (found for found in faults if len(found) > 1)
        assert [fault.port for fault in both] == ["out", "now"]
        fault, level = both
        assert (fault.rule, fault.frame, fault.beat) == (Rule.DIFFERS, wrong, 6)
        assert (fault.fields, fault.source, fault.in_reset) == ((DATA,), False, False)
        assert fault.widths == {"data": 32, "keep": 4, "user": 4, "last": 1, "tag": 4, "done": 1}
        assert fault.actual is not None
        assert (fault.actual.clock, fault.actual.values[DATA]) == (fault.clock, out.value(DATA, 6))
        assert [self.told(beat) for beat in fault.recent] == [
            (fault.clock - 4 + i, out.value(DATA, 2 + i)) for i in range(4)
        ]
        assert level.actual is not None
        assert level.actual.values["level"] & 0xFF == now.value("level", level.beat)
        assert level.fields == ("level",)

    @staticmethod
    def told(beat: SeenBeat) -> tuple[int, int]:
        return beat.clock, beat.values[DATA]


class Books(TransportTest):
    """Progress, transfers, resets and clocks that are asked for."""

    test = "books"

    async def steps(self) -> None:
        """See the class."""
        transport, case = self.transport, self.drawn()
        await transport.reset(3)
        self.queue_case(case)
        start = transport.clock
        assert await transport.run(WIDE, clocks=17) == Outcome(Reason.CLOCKS)
        assert transport.clock == start + 17
        assert 0 < transport.progress("out") <= transport.progress("in") < 17
        assert await transport.run(WIDE) == Outcome(Reason.DONE)
        transfers = transport.take_transfers()
        assert transport.take_transfers() == []
        assert [t.last_clock for t in transfers] == sorted(t.last_clock for t in transfers)
        found = {transfer.port: transfer for transfer in transfers}
        assert set(found) == set(case.frames)
        for port, (frame,) in case.frames.items():
            assert found[port].frame is frame
            assert transport.progress(port) == frame.beats
            if port in ("in", "level"):
                assert dict(found[port].seen) == {}
                continue
            for name in frame.body:
                seen, due = found[port].seen[name], frame.whole(name)
                care = frame.care.get(name, np.full_like(due, 0xFF))
                assert np.array_equal(seen & care, due & care), (port, name)
        # Nothing is left to move, so no time passes; a level keeps its last value.
        end = transport.clock
        assert await transport.run(WIDE) == Outcome(Reason.DONE)
        assert transport.clock == end
        assert await transport.run(WIDE, clocks=6) == Outcome(Reason.CLOCKS)
        assert transport.clock == end + 6
        (levels,) = case.frames["level"]
        assert int(cocotb.top.level.value) == levels.value("level", levels.beats - 1)
        self.queue_case(case)
        await transport.run(WIDE, clocks=9)
        clock = transport.clock
        assert await transport.reset(2) == Outcome(Reason.CLOCKS)
        assert transport.clock == clock + 2
        assert {transport.progress(port) for port in case.frames} == {0}
        assert transport.take_transfers() == []
        assert await transport.run(WIDE) == Outcome(Reason.DONE)
        assert await transport.run(WIDE, clocks=9) == Outcome(Reason.CLOCKS)


class Flags(TransportTest):
    """Status outputs are sampled in reset too; a change is told once."""

    test = "flags"

    async def steps(self) -> None:
        """See the class."""
        transport, case = self.transport, self.drawn()
        assert transport.flags() == {"error": "0", "code": "000"}
        await self.arm(PLANTED["code"].bug)
        await transport.reset(2)
        self.queue_case(case)
        fault = await self.fault(WIDE)
        assert (fault.rule, fault.port) == (Rule.FLAG_DIFFERS, "code")
        assert [(c.name, c.expected, c.actual) for c in fault.flags] == [("code", "000", "100")]
        assert transport.flags() == {"error": "0", "code": "100"}
        assert transport.progress("in") == TRIGGER + 2
        assert await transport.run(WIDE) == Outcome(Reason.DONE)
        # A reset clears it, and its first clock, in which it still shows, is no fault.
        assert await transport.reset(4) == Outcome(Reason.CLOCKS)
        assert transport.flags() == {"error": "0", "code": "000"}
        await self.arm(PLANTED["error_in_reset"].bug)
        outcome = await transport.reset(4)
        assert [fault.rule for fault in outcome.faults] == [Rule.FLAG_DIFFERS]
        assert outcome.faults[0].in_reset
        assert transport.flags()["error"] == "1"
        await self.arm(0)
        assert await transport.reset(4) == Outcome(Reason.CLOCKS)


class Refused(TransportTest):
    """A packet that does not fit is refused before any clock."""

    test = "refused"

    async def steps(self) -> None:
        """See the class."""
        clock = self.transport.clock
        for port, body, words in (
            ("in", {"other": numbers([1], 8)}, "no field other"),
            ("in", {DATA: numbers([1], 24)}, "too few"),
            ("out", {"tag": numbers([16], 5)}, "beyond the 4"),
            ("now", {"level": numbers([1], 8)}, "too few"),
            ("note", {"done": numbers([2], 2)}, "beyond the 1"),
        ):
            with pytest.raises(FrameError, match=words):
                self.transport.queue(port, Frame("unfit", body))
        assert self.transport.clock == clock
        assert await self.transport.run(WIDE) == Outcome(Reason.DONE)


TESTS: tuple[type[BenchTest], ...] = (Facts, Books, Flags, Refused)
