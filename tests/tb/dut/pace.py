"""When a transport moves beats and gives up: patterns and limits, to the clock."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from golden.streams.frame import DATA, Frame
from tb.env.test import BenchTest
from tb.transport.base import Limit, Outcome, Reason, Transfer
from tb.transport.fault import Rule
from tb.transport.pattern import NO_DELAY, Pattern
from tests.tb.dut.direct import SINGLES, WIDE, TransportTest, changed, single


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
        fault = await self.fault(Limit(7, None, "nothing is sent"))
        last = max(t.last_clock for t in self.transport.take_transfers())
        assert (fault.rule, fault.clock) == (Rule.QUIET, last + 8)
        assert fault.standstill is not None
        assert (fault.standstill.clocks, fault.standstill.legal) == (8, 7)


TESTS: tuple[type[BenchTest], ...] = (Masks, Delays, Totals, Quiet)
