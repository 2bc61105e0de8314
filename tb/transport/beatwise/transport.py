"""The transport in Python: one coroutine that looks at every port once a clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cocotb.clock import Clock
from cocotb.simtime import get_sim_time
from cocotb.triggers import RisingEdge

from tb.bindings import Binding
from tb.transport.base import Limit, Outcome, Reason, Transfer, Transport
from tb.transport.beatwise.expectation import Difference
from tb.transport.beatwise.flags import Change, Flags
from tb.transport.beatwise.lane import Lane
from tb.transport.beatwise.monitor import Finding
from tb.transport.beatwise.port import signal
from tb.transport.fault import Fault, FaultKind, SeenBeat
from tb.transport.frame import Frame, FrameError
from tb.transport.pattern import FREE, Pattern

PERIOD_NS = 10
"""Clock period; nothing depends on its length."""


class BeatwiseTransport(Transport):
    """Per-beat Python over cocotb handles.

    Args:
        dut: the design's top handle.
        binding: names of its signals.
    """

    def __init__(self, dut: Any, binding: Binding) -> None:
        self.clock = 0
        self.held = 0
        self._clk = signal(dut, binding.clock)
        self._reset_n = signal(dut, binding.reset_n)
        self._lanes = {port.name: Lane(dut, port) for port in binding.ports}
        self._flags = Flags(dut, binding)
        self._edge = RisingEdge(self._clk)
        self._transfers: list[Transfer] = []
        # Low first: an edge at once would pass before the design has been shown its reset.
        Clock(self._clk, PERIOD_NS, unit="ns", impl="gpi").start(start_high=False)

    async def reset(self, clocks: int) -> Outcome:
        """See `Transport.reset`."""
        self._reset_n.value = 0
        self._transfers.clear()
        self._flags.forget()
        for lane in self._lanes.values():
            lane.forget()
        faults: list[Fault] = []
        for passed in range(clocks):
            await self._edge
            self.clock += 1
            for lane in self._lanes.values():
                # The first edge shows the design its reset, the second one what came of it.
                lane.monitor.sample_in_reset(settled=passed > 0)
                faults += [self._from_finding(lane, f) for f in lane.monitor.findings]
            if faults:
                break
        self._reset_n.value = 1
        return Outcome(Reason.FAULT, tuple(faults)) if faults else Outcome(Reason.CLOCKS)

    def load(self, port: str, frame: Frame, pattern: Pattern = FREE) -> None:
        """See `Transport.load`."""
        lane = self._lanes[port]
        if lane.source is None:
            raise FrameError(f"{frame.name}: {port} is an output of the design; use expect.")
        lane.queue(frame, pattern)

    def expect(self, port: str, frame: Frame, pattern: Pattern = FREE) -> None:
        """See `Transport.expect`."""
        lane = self._lanes[port]
        if lane.source is not None:
            raise FrameError(f"{frame.name}: {port} is an input of the design; use load.")
        lane.queue(frame, pattern)

    def expect_flags(self, values: Mapping[str, int]) -> None:
        """See `Transport.expect_flags`."""
        self._flags.expect(values)

    def flags(self) -> Mapping[str, str]:
        """See `Transport.flags`."""
        return self._flags.values

    def progress(self, port: str) -> int:
        """See `Transport.progress`."""
        return self._lanes[port].expected.progress

    def take_transfers(self) -> list[Transfer]:
        """See `Transport.take_transfers`."""
        taken, self._transfers = self._transfers, []
        return taken

    async def run(self, limit: Limit, clocks: int | None = None) -> Outcome:
        """See `Transport.run`."""
        lanes, edge = list(self._lanes.values()), self._edge
        start, held_before, quiet = self.clock, self.held, 0
        for lane in lanes:
            lane.moved_at = self.clock
        pending = any(lane.expected.queue for lane in lanes)
        while pending if clocks is None else self.clock - start < clocks:
            await edge
            self.clock = clock = self.clock + 1
            faults: list[Fault] = []
            moved = holding = False
            for lane in lanes:
                monitor = lane.monitor
                monitor.sample(clock)
                if monitor.findings:
                    faults += [self._from_finding(lane, f) for f in monitor.findings]
                if monitor.offered is not None:
                    moved |= self._judge(lane, faults)
            changes = self._flags.changes()
            if changes:
                faults.append(self._flagged(changes))
            for lane in lanes:
                lane.drive(clock)
                holding |= lane.holding
            if holding:
                self.held += 1
            if moved:
                pending = any(lane.expected.queue for lane in lanes)
            quiet = 0 if moved or holding else quiet + 1
            if clocks is None and pending and not faults:
                took = clock - start - (self.held - held_before)
                faults += self._stuck(lanes, limit, quiet, took)
            if faults:
                return Outcome(Reason.FAULT, tuple(faults))
        return Outcome(Reason.DONE if clocks is None else Reason.CLOCKS)

    def _judge(self, lane: Lane, faults: list[Fault]) -> bool:
        """Compare what the port offers; True when a beat was transferred."""
        monitor = lane.monitor
        beat = monitor.beat
        if lane.expected.cursor is None:
            # Reported once, when it is first offered: it may wait a long time to be taken.
            if not lane.surplus:
                detail = f"{lane.name} offers a beat, but no packet is expected"
                faults.append(self._fault(FaultKind.SURPLUS, lane, detail, monitor.offered))
            lane.surplus = beat is None
        if beat is None:
            return False
        recent = tuple(lane.recent)
        difference, transfer = lane.take(beat)
        if difference is not None and not monitor.findings:
            faults.append(self._mismatch(lane, difference, beat, recent))
        if transfer is not None:
            self._transfers.append(transfer)
        return True

    def _flagged(self, changes: list[Change]) -> Fault:
        known = all(change.known for change in changes)
        return Fault(
            FaultKind.FLAG if known else FaultKind.UNKNOWN,
            changes[0].name,
            self.clock,
            self._now(),
            ", ".join(change.detail for change in changes),
        )

    def _mismatch(
        self, lane: Lane, difference: Difference, beat: SeenBeat, recent: tuple[SeenBeat, ...]
    ) -> Fault:
        frame, index = difference.cursor.frame, difference.index
        names = " and ".join(f"t{field}" for field in difference.fields)
        if lane.source is not None:
            detail = f"the bench's own driver sent a wrong {names} on {lane.name}"
        else:
            detail = f"{names} of {lane.name} differs in beat {index} of {frame.name}"
        return Fault(
            FaultKind.MISMATCH,
            lane.name,
            self.clock,
            self._now(),
            detail,
            frame,
            index,
            difference.fields,
            beat,
            recent,
        )

    def _from_finding(self, lane: Lane, finding: Finding) -> Fault:
        return self._fault(finding.kind, lane, finding.detail, finding.seen)

    def _fault(self, kind: FaultKind, lane: Lane, detail: str, seen: SeenBeat | None) -> Fault:
        cursor = lane.expected.cursor
        return Fault(
            kind,
            lane.name,
            self.clock,
            self._now(),
            detail,
            cursor.frame if cursor else None,
            cursor.index if cursor else 0,
            actual=seen,
            recent=tuple(lane.recent),
        )

    def _stuck(self, lanes: list[Lane], limit: Limit, quiet: int, took: int) -> list[Fault]:
        """The fault of a standstill, when there is one.

        Args:
            lanes: all ports.
            limit: what is legal.
            quiet: clocks since the last transfer.
            took: clocks of the run that the bench did not hold back.
        """
        if quiet > limit.quiet:
            what = f"no port has moved a beat for {quiet} clocks, {limit.quiet} are legal"
        elif limit.total is not None and took > limit.total:
            what = f"the work has taken more than {limit.total} clocks"
        else:
            return []
        states = tuple(lane.state(self.clock) for lane in lanes)
        oldest = max((s for s in states if s.frame is not None), key=lambda s: s.waiting)
        return [
            Fault(
                FaultKind.STUCK,
                oldest.port,
                self.clock,
                self._now(),
                f"{what} ({limit.why})",
                oldest.frame,
                oldest.beat,
                ports=states,
            )
        ]

    @staticmethod
    def _now() -> float:
        return float(get_sim_time("ns"))
