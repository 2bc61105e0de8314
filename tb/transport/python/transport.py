"""The transport in Python: one coroutine that looks at every port once a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cocotb.clock import Clock
from cocotb.simtime import get_sim_time
from cocotb.triggers import RisingEdge, Timer

from golden.streams.frame import Frame
from tb.bench.bench import Bench
from tb.bench.ports import Port
from tb.transport.base import Limit, Outcome, Reason, Transfer, Transport
from tb.transport.counts import PortCounts
from tb.transport.fault import Fault, FlagChange, PortState, Rule, SeenBeat, Standstill
from tb.transport.pattern import NO_DELAY, Pattern
from tb.transport.period import PERIOD_NS
from tb.transport.python.counting import CountingLane
from tb.transport.python.expectation import Difference
from tb.transport.python.flags import Flags
from tb.transport.python.lane import Lane
from tb.transport.python.monitor import Finding
from tb.transport.wire import Wire


class PythonTransport(Transport):
    """Per-beat Python over cocotb handles.

    Args:
        dut: the design's top handle.
        bench: clock, reset and status outputs of the design.
        ports: its ports.
        counts: whether `counts` is asked for.
    """

    def __init__(self, dut: Any, bench: Bench, ports: Sequence[Port], counts: bool = False) -> None:
        self.clock = 0
        self.held = 0
        self._reset = bench.reset
        self._reset_wire = Wire(dut, bench.reset.signal) if bench.reset else None
        lane_type = CountingLane if counts else Lane
        lanes = {port.name: lane_type(dut, port) for port in ports}
        for lane in lanes.values():
            if lane.port.follows:
                lanes[lane.port.follows].followers.append(lane)
        # A port that follows comes behind the one that it follows: it may be due in the same clock.
        self._lanes = {name: lane for name, lane in lanes.items() if not lane.port.follows} | lanes
        self._flags = Flags(dut, bench.flags)
        self._transfers: list[Transfer] = []
        self._limit: Limit | None = None
        self._took = self._quiet = 0
        self._edge: RisingEdge | None = None
        if bench.clock:
            clk = Wire(dut, bench.clock).handle
            self._edge = RisingEdge(clk)
            # Low first: an edge at once would pass before the design has been shown its reset.
            Clock(clk, PERIOD_NS, unit="ns", impl="gpi").start(start_high=False)

    async def reset(self, clocks: int) -> Outcome:
        """See `Transport.reset`."""
        reset, wire = self._reset, self._reset_wire
        self._transfers.clear()
        self._limit = None
        self._flags.forget()
        for lane in self._lanes.values():
            lane.forget()
        if reset is None or wire is None:
            for _ in range(clocks):
                await self._tick()
            return Outcome(Reason.CLOCKS)
        wire.write(reset.on)
        faults: list[Fault] = []
        for passed in range(clocks):
            await self._tick()
            # The first edges show the design a synchronous reset, the next what came of it.
            settled = passed >= reset.clocks - (not reset.synchronous)
            for lane in self._lanes.values():
                lane.monitor.sample_in_reset(settled)
                faults += [self._from_finding(lane, f, True) for f in lane.monitor.findings]
            changes = self._flags.changes()
            if changes and settled:
                faults.append(self._flagged(changes, in_reset=True))
            elif changes:
                self._flags.forget()
            if faults:
                break
        wire.write(1 - reset.on)
        return Outcome(Reason.FAULT, tuple(faults)) if faults else Outcome(Reason.CLOCKS)

    def queue(self, port: str, frame: Frame, pattern: Pattern = NO_DELAY) -> None:
        """See `Transport.queue`."""
        self._lanes[port].queue(frame, pattern)

    def flags(self) -> Mapping[str, str]:
        """See `Transport.flags`."""
        return self._flags.values

    def progress(self, port: str) -> int:
        """See `Transport.progress`."""
        return self._lanes[port].expected.progress

    def counts(self, port: str) -> PortCounts:
        """See `Transport.counts`."""
        lane = self._lanes[port]
        return lane.counts if isinstance(lane, CountingLane) else PortCounts()

    def states(self) -> tuple[PortState, ...]:
        """See `Transport.states`."""
        return tuple(lane.state(self.clock) for lane in self._lanes.values())

    def record(self, fault: Fault) -> None:
        """Nothing to do: the waveforms of its runs are whole."""

    def take_transfers(self) -> list[Transfer]:
        """See `Transport.take_transfers`."""
        taken, self._transfers = self._transfers, []
        return taken

    async def run(self, limit: Limit, clocks: int | None = None) -> Outcome:
        """See `Transport.run`."""
        lanes, edge = list(self._lanes.values()), self._edge
        if limit is not self._limit:
            self._limit, self._took, self._quiet = limit, 0, 0
            for lane in lanes:
                lane.moved_at = self.clock
        end = None if clocks is None else self.clock + clocks
        pending = any(lane.expected.queue for lane in lanes)
        while pending if end is None else self.clock < end:
            await (edge or Timer(PERIOD_NS, "ns"))
            self.clock = clock = self.clock + 1
            faults: list[Fault] = []
            moved = holding = False
            for lane in lanes:
                lane.sample(clock)
                monitor = lane.monitor
                if monitor.offered and not lane.expected.queue:
                    self._surplus(lane, faults)
                if monitor.findings:
                    faults += [self._from_finding(lane, f) for f in monitor.findings]
                if monitor.taken:
                    moved = True
                    self._judge(lane, faults)
            if changes := self._flags.changes():
                faults.append(self._flagged(changes))
            for lane in lanes:
                lane.drive(clock)
                holding |= lane.holding
            if holding:
                self.held += 1
            else:
                self._took += 1
            if moved:
                pending = any(lane.expected.queue for lane in lanes)
            self._quiet = 0 if moved or holding else self._quiet + 1
            if clocks is None and pending and not faults:
                faults += self._stuck(limit)
            if faults:
                return Outcome(Reason.FAULT, tuple(faults))
        return Outcome(Reason.DONE if clocks is None else Reason.CLOCKS)

    async def _tick(self) -> None:
        await (self._edge or Timer(PERIOD_NS, "ns"))
        self.clock += 1

    def _surplus(self, lane: Lane, faults: list[Fault]) -> None:
        """Report a beat that nobody expects once, when it is first offered: it may wait long."""
        if not lane.surplus:
            faults.append(self._fault(Rule.SURPLUS, lane, lane.monitor.seen(self.clock)))
        lane.surplus = True

    def _judge(self, lane: Lane, faults: list[Fault]) -> None:
        """Compare the beat that has passed."""
        difference, transfer = lane.take(self.clock)
        if difference is not None and not lane.monitor.findings:
            faults.append(self._mismatch(lane, difference))
        if transfer is not None:
            self._transfers.append(transfer)

    def _flagged(self, changes: tuple[FlagChange, ...], in_reset: bool = False) -> Fault:
        known = all(not change.actual.strip("01") for change in changes)
        rule = Rule.FLAG_DIFFERS if known else Rule.UNKNOWN_FLAG
        return Fault(
            rule, changes[0].name, self.clock, self._now(), flags=changes, in_reset=in_reset
        )

    def _from_finding(self, lane: Lane, finding: Finding, in_reset: bool = False) -> Fault:
        return self._fault(finding.rule, lane, finding.seen, finding.fields, finding.text, in_reset)

    def _fault(
        self,
        rule: Rule,
        lane: Lane,
        seen: SeenBeat | None,
        fields: tuple[str, ...] = (),
        text: str = "",
        in_reset: bool = False,
    ) -> Fault:
        cursor = lane.expected.cursor
        return Fault(
            rule,
            lane.port.name,
            self.clock,
            self._now(),
            cursor.frame if cursor else None,
            cursor.index if cursor else 0,
            fields,
            text,
            lane.source is not None,
            in_reset,
            seen,
            lane.widths,
            lane.recent(self.clock),
        )

    def _mismatch(self, lane: Lane, difference: Difference) -> Fault:
        return Fault(
            Rule.DIFFERS,
            lane.port.name,
            self.clock,
            self._now(),
            difference.cursor.frame,
            difference.index,
            difference.fields,
            source=lane.source is not None,
            actual=lane.monitor.seen(self.clock),
            widths=lane.widths,
            recent=lane.recent(self.clock),
        )

    def _stuck(self, limit: Limit) -> list[Fault]:
        """The fault of a standstill, when there is one."""
        if self._quiet > limit.quiet:
            rule, figures = Rule.QUIET, Standstill(self._quiet, limit.quiet, limit.why)
        elif limit.total is not None and self._took > limit.total:
            rule, figures = Rule.TOTAL, Standstill(self._took, limit.total, limit.why)
        else:
            return []
        states = self.states()
        oldest = max((s for s in states if s.frame is not None), key=lambda s: s.waiting)
        return [
            Fault(
                rule,
                oldest.port,
                self.clock,
                self._now(),
                oldest.frame,
                oldest.beat,
                source=oldest.source,
                standstill=figures,
                ports=states,
            )
        ]

    @staticmethod
    def _now() -> float:
        return float(get_sim_time("ns"))
