"""The transport in C++, as Python sees it: queues packets, waits for the end of a job, reads it."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from ctypes import byref
from dataclasses import replace
from pathlib import Path
from typing import Any

from cocotb.simtime import convert, get_sim_time
from cocotb.triggers import NextTimeStep

from golden.streams.frame import LAST, Frame
from tb.bench.bench import Bench
from tb.bench.errors import BenchError
from tb.bench.ports import Kind, Port, Role
from tb.transport import base
from tb.transport.base import Limit, Outcome, Reason, Transport
from tb.transport.binding import BindingError
from tb.transport.counts import PortCounts
from tb.transport.fault import Fault, FlagChange, PortState, Rule, SeenBeat, Standstill
from tb.transport.fit import check_fit
from tb.transport.native import records
from tb.transport.native.library import library, release_and_acquire
from tb.transport.native.packets import Queued
from tb.transport.native.records import NEVER, NONE, REASONS, RULES
from tb.transport.pattern import NO_DELAY, Pattern
from tb.transport.period import PERIOD_NS
from tb.transport.waves import window_file

HISTORY = 4
"""Beats before a fault that a report shows."""

MOST_FIELDS = 64
"""The C++ side has a bit for each field of a port."""

BEFORE, AFTER = 5_000, 100
"""Clocks around a fault whose waveforms are kept, where the job is that old."""


class NativeTransport(Transport):
    """Drives and compares inside the simulator; Python wakes at a fault and at the end.

    Args:
        dut: the design's top handle.
        bench: clock, reset and status outputs of the design.
        ports: its ports.
        counts: whether `counts` is asked for.

    Attributes:
        spent: seconds of the jobs so far: ``simulator`` in the model, ``compare`` in driving and
            comparing, by a sample of the clocks.
    """

    def __init__(self, dut: Any, bench: Bench, ports: Sequence[Port], counts: bool = False) -> None:
        self.clock = self.held = 0
        self._counting = counts
        self._top = dut._name
        self._lib = library()
        self._lib.lane_open(*release_and_acquire())
        self._ports = {port.name: port for port in ports}
        self._numbers = {name: number for number, name in enumerate(self._ports)}
        self._names = list(self._ports)
        self._widths: dict[str, dict[str, int]] = {}
        for port in ports:
            self._bind_port(port)
        self._flags = [(flag, self._bind(flag.signal)) for flag in bench.flags]
        for flag, (signal, width) in self._flags:
            usual = flag.usual.to_bytes(-(-width // 8), "little")
            self._lib.lane_flag(signal, usual)
        self._flags_seen = False
        if bench.reset:
            reset = bench.reset
            signal, _ = self._bind(reset.signal)
            spec = records.ResetSpec(signal, reset.on, reset.synchronous, reset.clocks)
            self._lib.lane_reset_line(byref(spec))
        clk = self._bind(bench.clock)[0] if bench.clock else NONE
        half = convert(PERIOD_NS / 2, "ns", to="step")
        self._lib.lane_link(clk, half)
        self._queued: dict[int, Queued] = {}
        self._count = 0
        self._limit: Limit | None = None
        self._transfers: list[base.Transfer] = []

    def _bind(self, name: str) -> tuple[int, int]:
        """Number and width of a signal."""
        width = ctypes.c_uint32()
        number = self._lib.lane_signal(name.encode(), byref(width))
        if number == NONE:
            raise BindingError(self._top, name)
        return number, width.value

    def _bind_port(self, port: Port) -> None:
        if len(port.fields) > MOST_FIELDS:
            raise BenchError(
                f"port {port.name} has {len(port.fields)} fields, more than the {MOST_FIELDS} that "
                "the native transport takes: choose TRANSPORT=python."
            )
        fields = (records.FieldSpec * len(port.fields))()
        widths: dict[str, int] = {}
        for place, field in zip(fields, port.fields, strict=True):
            place.signal, widths[field.name] = self._bind(field.signal)
            place.driven, place.turned = port.driven(field), field.turned
            place.only_then, place.last = field.only_then, field.name == LAST
        spec = records.PortSpec(
            self._bind(port.valid)[0] if port.valid else NONE,
            self._bind(port.ready)[0] if port.ready else NONE,
            self._numbers[port.follows] if port.follows else NONE,
            port.latency,
            port.role is Role.SOURCE,
            port.kind is Kind.LEVEL,
            port.enables,
            self._counting and port.kind is not Kind.LEVEL,
        )
        self._lib.lane_port(byref(spec), fields, len(fields))
        self._widths[port.name] = widths

    @property
    def spent(self) -> dict[str, float]:
        """See the class."""
        status = self._status()
        return {"simulator": status.total - status.compare, "compare": status.compare}

    async def reset(self, clocks: int) -> Outcome:
        """See `Transport.reset`."""
        self._queued.clear()
        self._transfers.clear()
        self._limit = None
        return await self._job(records.Job(clocks, 0, NEVER, reset=1), None)

    def queue(self, port: str, frame: Frame, pattern: Pattern = NO_DELAY) -> None:
        """See `Transport.queue`."""
        to, widths = self._ports[port], self._widths[port]
        check_fit(to, widths, frame)
        number = self._count
        queued = Queued.of(number, frame, pattern, widths, to.role is Role.SINK)
        self._lib.lane_queue(self._numbers[port], byref(queued.spec), queued.buffers)
        self._queued[number] = queued
        self._count += 1

    async def run(self, limit: Limit, clocks: int | None = None) -> Outcome:
        """See `Transport.run`."""
        fresh, self._limit = limit is not self._limit, limit
        if clocks is not None and clocks < 1:
            return Outcome(Reason.CLOCKS)
        total = NEVER if limit.total is None else limit.total
        job = records.Job(clocks or 0, limit.quiet, total, fresh=fresh)
        return await self._job(job, limit)

    def flags(self) -> Mapping[str, str]:
        """See `Transport.flags`."""
        if not self._flags_seen:
            return {}
        return {flag.signal: self._flag(number)[1] for number, (flag, _) in enumerate(self._flags)}

    def progress(self, port: str) -> int:
        """See `Transport.progress`."""
        return self._port_status(port).progress

    def counts(self, port: str) -> PortCounts:
        """See `Transport.counts`."""
        counts = records.Counts()
        self._lib.lane_counts(self._numbers[port], byref(counts))
        return PortCounts(tuple(counts.held), tuple(counts.beats), tuple(counts.packets))

    def states(self) -> tuple[PortState, ...]:
        """See `Transport.states`."""
        followers = [name for name, port in self._ports.items() if port.follows]
        leaders = [name for name in self._ports if name not in followers]
        return tuple(self._state(name) for name in leaders + followers)

    def record(self, fault: Fault) -> None:
        """See `Transport.record`; what is kept of an earlier fault stays."""
        name = window_file(self._top)
        if Path(name).exists():
            return
        first, last = max(fault.clock - BEFORE, 0), fault.clock + AFTER
        self._lib.lane_record(first, last, name.encode())

    def take_transfers(self) -> list[base.Transfer]:
        """See `Transport.take_transfers`."""
        taken, self._transfers = self._transfers, []
        return taken

    async def _job(self, job: records.Job, limit: Limit | None) -> Outcome:
        """Let the simulator do a piece of work."""
        self._lib.lane_begin(byref(job))
        try:
            while (status := self._status()).active:
                await NextTimeStep()
        finally:
            # The simulation may have ended in mid-job, and the clocks until then count.
            self._lib.lane_cancel()
            status = self._status()
            self._flags_seen |= status.clock > self.clock
            self.clock, self.held = status.clock, status.held
        # Before the packets leave: a fault may lie in the last beat of one.
        faults = tuple(self._fault(i, status, limit) for i in range(status.faults))
        self._collect(status.transfers)
        return Outcome(REASONS[status.reason], faults)

    def _collect(self, count: int) -> None:
        found = records.Transfer()
        for number in range(count):
            self._lib.lane_transfer(number, byref(found))
            packet = self._queued.pop(found.packet)
            name = self._names[found.port]
            self._transfers.append(
                base.Transfer(name, packet.frame, found.first_clock, found.last_clock, packet.seen)
            )
        self._lib.lane_drop_transfers()

    def _status(self) -> records.Status:
        status = records.Status()
        self._lib.lane_status(byref(status))
        return status

    def _port_status(self, port: str) -> records.PortStatus:
        status = records.PortStatus()
        self._lib.lane_port_status(self._numbers[port], byref(status))
        return status

    def _fault(self, number: int, status: records.Status, limit: Limit | None) -> Fault:
        record = records.Fault()
        self._lib.lane_fault(number, byref(record))
        rule, in_reset = RULES[record.rule], limit is None
        now = float(get_sim_time("ns"))
        if record.port == NONE:
            changes = tuple(self._changes())
            return Fault(rule, changes[0].name, status.clock, now, flags=changes, in_reset=in_reset)
        name = self._names[record.port]
        port, widths = self._ports[name], self._widths[name]
        fault = Fault(
            rule,
            name,
            status.clock,
            now,
            self._frame(record.packet),
            record.beat,
            source=port.role is Role.SOURCE,
        )
        if rule in (Rule.QUIET, Rule.TOTAL):
            assert limit is not None
            bound = limit.quiet if rule is Rule.QUIET else limit.total
            assert bound is not None
            standstill = Standstill(status.stood, bound, limit.why)
            return replace(fault, standstill=standstill, ports=self.states())
        return replace(
            fault,
            fields=tuple(field for i, field in enumerate(widths) if record.fields >> i & 1),
            in_reset=in_reset,
            actual=SeenBeat(status.clock, self._beat(name, 0)[1]) if record.shown else None,
            widths=widths,
            recent=self._recent(name, status.clock),
        )

    def _frame(self, packet: int) -> Frame | None:
        return None if packet == NONE else self._queued[packet].frame

    def _beat(self, port: str, back: int) -> tuple[int, dict[str, int]]:
        """Clock and values of a beat: the last sample, or the ``back``-th that passed before."""
        clock, at = ctypes.c_uint64(), 0
        address = self._lib.lane_beat(self._numbers[port], back, byref(clock))
        values: dict[str, int] = {}
        for name, width in self._widths[port].items():
            size = -(-width // 8)
            values[name] = int.from_bytes(ctypes.string_at(address + at, size), "little")
            at += size
        return clock.value, values

    def _recent(self, port: str, before: int) -> tuple[SeenBeat, ...]:
        """The last beats that passed before an edge, oldest first."""
        beats = [self._beat(port, back) for back in range(HISTORY + 1, 0, -1)]
        passed = [SeenBeat(clock, values) for clock, values in beats if clock < before]
        return tuple(passed[-HISTORY:])

    def _state(self, name: str) -> PortState:
        port, status = self._ports[name], self._port_status(name)
        return PortState(
            name,
            port.role is Role.SOURCE,
            self._frame(status.packet),
            status.beat,
            str(status.valid) if port.valid else "",
            str(status.ready) if port.ready else "",
            self.clock - status.moved_at,
        )

    def _changes(self) -> list[FlagChange]:
        found = []
        for number, (flag, _) in enumerate(self._flags):
            changed, value, expected = self._flag(number)
            if changed:
                found.append(FlagChange(flag.signal, expected, value))
        return found

    def _flag(self, number: int) -> tuple[bool, str, str]:
        """Whether a status output has changed; its value and the expected one, as bits."""
        _, (_, width) = self._flags[number]
        size = -(-width // 8)
        value, expected = ctypes.create_string_buffer(size), ctypes.create_string_buffer(size)
        changed = self._lib.lane_flag_value(number, value, expected)
        bits = [format(int.from_bytes(b.raw, "little"), f"0{width}b") for b in (value, expected)]
        return bool(changed), bits[0], bits[1]
