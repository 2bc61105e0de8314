"""What any transport must do to the clock, on `axis_tap`: patterns, limits, facts of its faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cocotb
import numpy as np
import pytest

from golden.streams.frame import DATA, Bytes, Frame, FrameError, numbers
from tb.bench import Case
from tb.env.item import FrameItem
from tb.env.test import BenchTest
from tb.transport.base import Limit, Outcome, Reason, Transfer
from tb.transport.fault import Fault, Rule, SeenBeat
from tb.transport.pattern import NO_DELAY, Pattern
from tests.tb.dut.armed import ArmedTest
from tests.tb.dut.faults import PLANTED, TRIGGER

SINGLES = 30
"""Packets of one beat, each of which tells the clock of that beat."""

WIDE = Limit(200, None, "nothing is to be found")


def items(case: Case, *ports: str) -> list[FrameItem]:
    """The packets of some ports, to be queued freely."""
    return [FrameItem(frame) for port in ports for frame in case.frames[port]]


def bounded(quiet: int) -> Limit:
    """A bound for a standstill alone."""
    return Limit(quiet, None, "nothing is sent")


def changed(frame: Frame, field: str, beat: int) -> Frame:
    """The packet with one bit of one beat of its body flipped."""
    buffer = frame.body[field].copy()
    buffer[beat, 0] ^= 1
    return replace(frame, body={**frame.body, field: buffer})


def single(index: int, data: Bytes) -> Frame:
    return Frame(f"single {index}", {DATA: data[index : index + 1]})


class TransportTest(ArmedTest):
    """Speaks to the transport itself."""

    async def body(self) -> None:
        """Do what the test is about; what it compares is not told to the scoreboard."""
        await self.steps()
        self.env.scoreboard.compared += 1

    async def steps(self) -> None:
        """What the test is about."""
        raise NotImplementedError

    def data(self, beats: int) -> Bytes:
        return self.rng.integers(0, 256, (beats, 4), np.uint8)

    def queue_notes(self, beats: int) -> None:
        self.transport.queue("note", Frame("notes", {"done": numbers([0] * beats, 1)}))

    def queue_case(self, case: Case) -> None:
        for port, frames in case.frames.items():
            for frame in frames:
                self.transport.queue(port, frame)

    async def fault(self, limit: Limit) -> Fault:
        outcome = await self.transport.run(limit)
        assert outcome.reason is Reason.FAULT
        (fault,) = outcome.faults
        assert fault.clock == self.transport.clock
        return fault

    async def moved(self, patterns: dict[str, Sequence[Pattern]]) -> dict[str, list[int]]:
        """Edges at which packets of one beat move, each held back as its own pattern says."""
        transport, data = self.transport, self.data(SINGLES)
        await transport.reset(2)
        transport.take_transfers()
        for port in ("in", "out"):
            for i in range(SINGLES):
                pattern = patterns[port][i] if port in patterns else NO_DELAY
                transport.queue(port, single(i, data), pattern)
        self.queue_notes(SINGLES)
        assert await transport.run(WIDE) == Outcome(Reason.DONE)
        found: dict[str, list[int]] = {"in": [], "out": [], "note": []}
        for transfer in transport.take_transfers():
            assert transfer.port == "note" or transfer.first_clock == transfer.last_clock
            found[transfer.port].append(transfer.last_clock)
        assert (len(found["in"]), len(found["out"])) == (SINGLES, SINGLES)
        return found


class Masks(TransportTest):
    """With mask of period P the bench lets a beat move at edge c only if mask[c mod P]."""

    test = "masks"

    async def steps(self) -> None:
        """See the class."""
        for period in (1, 2, 5, 7, 61):
            for port in ("in", "out"):
                mask = self.rng.random(period) < 0.6
                mask[int(self.rng.integers(period))] = True
                begun = self.transport.clock + 2
                moved = await self.moved({port: [Pattern("mask", mask=mask)] * SINGLES})
                # The other side of the register is always ready, so no open edge goes unused.
                span = range(moved[port][0], moved[port][-1] + 1)
                assert moved[port] == [edge for edge in span if mask[edge % period]]
                # Nor does the first beat wait for longer than the way to the port.
                early = [edge for edge in range(begun + 3, moved[port][0]) if mask[edge % period]]
                assert early == []


class Delays(TransportTest):
    """A delayed beat moves that many clocks later than it could."""

    test = "delays"

    async def steps(self) -> None:
        """See the class."""
        delays = self.rng.integers(0, 6, SINGLES)
        patterns = [Pattern("delay", np.array([delay], np.uint32)) for delay in delays]
        for port in ("in", "out"):
            held = self.transport.held
            moved = await self.moved({port: patterns})
            gaps = [later - earlier - 1 for earlier, later in pairwise(moved[port])]
            assert gaps == delays[1:].tolist()
            assert self.transport.held - held == delays.sum()
        data = self.data(SINGLES)
        whole = Frame("whole", {DATA: data})
        for port in ("in", "out"):
            await self.transport.reset(2)
            pattern = Pattern("delay", delays.astype(np.uint32))
            self.transport.queue("in", whole, pattern if port == "in" else NO_DELAY)
            self.transport.queue("out", whole, pattern if port == "out" else NO_DELAY)
            self.queue_notes(SINGLES)
            assert await self.transport.run(WIDE) == Outcome(Reason.DONE)
            transfer = self.transfer_of(port)
            taken = transfer.last_clock - transfer.first_clock
            assert taken == SINGLES - 1 + delays[1:].sum()

    def transfer_of(self, port: str) -> Transfer:
        (found,) = (t for t in self.transport.take_transfers() if t.port == port)
        return found


class Totals(TransportTest):
    """The bound of the whole goes on behind a fault, and does not count what the bench holds."""

    test = "totals"

    async def steps(self) -> None:
        """See the class."""
        transport, total = self.transport, 50
        limit = Limit(100, total, "the test's own bound")
        for again, held in ((limit, 0), (replace(limit), 0), (limit, 3)):
            await transport.reset(2)
            right = Frame("right", {DATA: self.data(10)})
            pattern = Pattern("held", np.full(10, held, np.uint32))
            transport.queue("in", right)
            transport.queue("out", changed(right, DATA, 4), pattern)
            self.queue_notes(10)
            transport.queue("out", single(0, self.data(1)))
            start, before = transport.clock, transport.held
            first = replace(limit) if held else limit
            fault = await self.fault(first)
            assert (fault.rule, fault.port, fault.beat) == (Rule.DIFFERS, "out", 4)
            begun, held_by_then = transport.clock, transport.held
            late = await self.fault(first if again is limit else again)
            assert (late.rule, late.port) == (Rule.TOTAL, "out")
            assert late.standstill is not None
            assert (late.standstill.clocks, late.standstill.legal) == (total + 1, total)
            assert late.standstill.why == "the test's own bound"
            since, not_counted = (start, before) if again is limit else (begun, held_by_then)
            assert transport.clock - since - (transport.held - not_counted) == total + 1
            assert transport.held - before == 10 * held
            state = {port.port: port for port in late.ports}
            assert set(state) == {port.name for port in self.ports}
            assert (state["out"].beat, state["out"].valid, state["out"].ready) == (0, "0", "1")
            assert state["in"].frame is None
            assert (state["note"].valid, state["note"].ready) == ("0", "")
            assert (state["level"].valid, state["level"].ready) == ("", "")


class Quiet(TransportTest):
    """A standstill is told a clock after the last legal one."""

    test = "quiet"

    async def steps(self) -> None:
        """See the class."""
        await self.transport.reset(2)
        data = self.data(2)
        self.transport.queue("in", single(0, data))
        for i in range(2):
            self.transport.queue("out", single(i, data))
        self.queue_notes(1)
        fault = await self.fault(bounded(7))
        last = max(t.last_clock for t in self.transport.take_transfers())
        assert (fault.rule, fault.clock) == (Rule.QUIET, last + 8)
        assert fault.standstill is not None
        assert (fault.standstill.clocks, fault.standstill.legal) == (8, 7)


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


TESTS: tuple[type[BenchTest], ...] = (
    Masks,
    Delays,
    Totals,
    Quiet,
    Facts,
    Books,
    Flags,
    Refused,
)
