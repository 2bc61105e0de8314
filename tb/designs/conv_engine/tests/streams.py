"""Tests of the streams: gaps and stalls, packets back to back, resets, and refused packets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cocotb
import numpy as np

from golden.kraken import ConvShape, Packet, predict
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.kraken.lowering.lower import lower
from golden.streams.frame import DATA, KEEP, LAST, USER, Frame
from tb.bench import Title
from tb.designs.conv_engine.busy import busy_clocks
from tb.designs.conv_engine.cases import (
    EngineCase,
    Sending,
    engine_case,
    faulty_case,
)
from tb.designs.conv_engine.coverage import ABORTED
from tb.designs.conv_engine.coverage.faults import FAULT, seen
from tb.designs.conv_engine.faulty import (
    Faulty,
    faulty_headers,
    mismatched,
    wrong_continuations,
    wrong_lasts,
)
from tb.designs.conv_engine.limits import LATENCY
from tb.designs.conv_engine.ports import DONE
from tb.designs.conv_engine.tests.base import EngineTest
from tb.env.item import FrameItem
from tb.kraken.busy import BusyWatch
from tb.kraken.coverage.aborted import stood
from tb.kraken.engine import layer_title, wrong_code
from tb.kraken.random_layers import random_layer
from tb.kraken.spec import LayerSpec
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE, Profile
from tb.transport.fault import Fault, FaultKind
from tb.transport.pattern import Pattern

RESETS = 24
"""Resets in mid-packet, spread over header, data and drain."""

SLOW_SOURCE = 6
"""Clocks that a slow source waits before each beat."""

SHORT_RESET = 1
"""Clocks of the shortest reset that must work."""


class StreamTest(EngineTest):
    """Helpers for tests that send packets of their own choice."""

    def packets(self, spec: LayerSpec) -> list[Packet]:
        """The packets of one layer of random tensors."""
        rng = generator(self.run.spec.seed, self.test, spec.name)
        return lower(*spec.draw(rng, self.array), self.array).packets

    def sequence(self, name: str, specs: Sequence[LayerSpec]) -> EngineCase:
        """Several layers as one sequence of packets."""
        packets = [packet for spec in specs for packet in self.packets(spec)]
        macs = sum(packet.shape.macs_valid for packet in packets)
        shape = ", ".join(spec.name for spec in specs)
        return engine_case(layer_title(self.test, name, "SEQUENCE", shape), packets, macs)

    async def check(self, case: EngineCase, profile: Profile = NO_PROFILE) -> None:
        """Run a sequence and compare the rebuilt sums with the packets' own arithmetic."""
        rng = generator(self.run.spec.seed, self.test, case.name, profile.text)

        def against_packets() -> None:
            for packet in case.packets:
                if packet.sums is not None:
                    self.expect_equal(
                        f"sums of {packet.name}",
                        self.wrapped(self.decoded(packet)),
                        self.wrapped(packet.accumulators),
                        case.titled(),
                    )

        await self.run_case(case, profile, rng, against_packets)

    def sampler(self) -> list[LayerSpec]:
        """A few small layers that differ in everything."""
        r, c = self.array.rows, self.array.cols
        wide = min(3, c)
        return [
            LayerSpec("a 3x3", r + 1, 5, 2, c // 2 + 1, (3, wide), pad="SAME"),
            LayerSpec("b 1x1", r, 4, 3, c + 1, x_zp=-5),
            LayerSpec.matrix("c dense", r + 2, 9, max(c - 1, 1)),
            LayerSpec("d stride 2", 2 * r, 6, 2, c // 2 + 1, (2, wide), (2, 2 if c > 3 else 1)),
            LayerSpec("e one of everything", 1, 1, 1, 1),
            LayerSpec("f 1x1 output bound", r, 5, 1, c, x_zp=7),
        ]


class StallsTest(StreamTest):
    """Every kind of gap and stall, on each port by itself and on all at once."""

    test = "stalls"

    async def body(self) -> None:
        """See the class."""
        for profile in self.every_profile():
            await self.check(self.sequence(profile.text, self.sampler()), profile)


class BackToBackTest(StreamTest):
    """Layers of different shape straight behind each other, without flush or reset."""

    test = "back_to_back"

    async def body(self) -> None:
        """See the class."""
        sampler = self.sampler()
        await self.check(self.sequence("in order", sampler))
        await self.check(self.sequence("in reverse", sampler[::-1]))
        k1, k3 = sampler[1], sampler[0]
        await self.check(self.sequence("1x1 and 3x3 by turns", [k1, k3, k1, k3, k3, k1, k1]))
        ones = LayerSpec("one of everything", 1, 1, 1, 1)
        await self.check(self.sequence("one-beat packets", [ones] * 12))
        for i, text in enumerate(("none", "sparse", "dense", "bursts:sum", "after_header")):
            layers = [random_layer(self.rng, self.array, f"random {i}.{k}") for k in range(5)]
            await self.check(
                self.sequence(f"random {i}", layers), Profile.parse(text, self.stalling)
            )


class StateTest(StreamTest):
    """Busy in every clock of packets back to back: from the first header to the last sum."""

    test = "state"

    async def body(self) -> None:
        """See the class."""
        deep = LayerSpec.matrix("g deep dense", 1, self.array.weight_depth + 3, 2)
        right = LayerSpec("h columns unused to the right", 1, 2 * self.array.s_max + 1, 3, 1)
        for i, specs in enumerate((self.sampler(), [deep, right, deep], [right])):
            case = self.sequence(f"sequence {i}", specs)
            watch = BusyWatch(cocotb.top, self.transport)
            await self.check(case)
            watch.stop()
            begins = self.transfer(case.frames[PIXEL][0]).first_clock
            assert case.prediction is not None
            expected = {begins + clock for clock in busy_clocks(case.prediction)}
            found = set(watch.clocks)
            for what, clocks in (("1", found - expected), ("0", expected - found)):
                if clocks:
                    detail = f"busy is {what} in clock {min(clocks) - begins} of the packets"
                    self.complain("busy", detail, case.titled())


class ResetMidPacketTest(StreamTest):
    """Reset at any clock of a packet; the next layer must not see a trace of it."""

    test = "reset_mid_packet"

    async def body(self) -> None:
        """See the class."""
        sampler = self.sampler()
        deep = LayerSpec.matrix("g deep dense", 1, self.array.weight_depth + 3, 2)
        slow = [
            Profile.parse(text, self.stalling) for text in (f"dense:{WEIGHT}", f"in_header:{PIXEL}")
        ]
        for i in range(RESETS):
            held = i % 4 == 3
            specs = [deep] if held else [sampler[i % 4], sampler[(i + 1) % 4]]
            first = self.sequence(f"cut short {i}", specs)
            whole = predict(first.packets).clocks
            # Between the passes of held sums; else header and fill, anywhere, the first drain.
            end = predict(first.packets[:1]).clocks
            spans = ((1, 12), (1, whole), (max(end - 12, 1), end + 4))
            low, high = (end, end + 12) if held else spans[i % len(spans)]
            clocks = int(self.rng.integers(low, min(high, whole - 1) + 1))
            reset = SHORT_RESET if i % 2 else 1 + i % 5
            before = {port: self.transport.progress(port) for port in first.frames}
            await self.load([first], NO_PROFILE, self.rng)
            await self.env.conductor.clocks(clocks)
            moved = {port: self.transport.progress(port) - n for port, n in before.items()}
            await self.env.conductor.reset(reset)
            after = self.sequence(f"after reset {i} at clock {clocks}", [sampler[-1 - i % 6]])
            await self.check(after, (NO_PROFILE, *slow)[i % 3])
            self.cover.sample(ABORTED.name, **stood(ABORTED, first.frames, moved, reset))


class IllegalHeaderTest(StreamTest):
    """Packets that break a rule: error, code, drained inputs, and recovery by reset."""

    test = "illegal_header"

    async def body(self) -> None:
        """See the class."""
        rng = generator(self.run.spec.seed, self.test)
        before = [Sending.of(p) for p in self.packets(self.sampler()[0])]
        victim = Sending.of(self._victim(rng))
        faulty: list[Faulty] = []
        for ports in ((PIXEL,), (WEIGHT,), (PIXEL, WEIGHT)):
            faulty += faulty_headers(victim, self.array, ports)
        await self._leave_in_part()
        for i, bad in enumerate(faulty):
            await self._refused(before if i % 2 else [], bad, delay=SLOW_SOURCE * (i % 3 == 0))
        for bad in wrong_lasts(victim):
            await self._refused(before, bad)
        other = Sending.of(self._victim(rng, ci=victim.packet.shape.ci + 1))
        for bad in mismatched(victim, other, self.array):
            await self._refused(before, bad)
        first, second = self._passes(rng)
        for bad in wrong_continuations(Sending.of(second), self.array):
            await self._refused([Sending.of(first)], bad)

    def _victim(self, rng: np.random.Generator, ci: int = 3) -> Packet:
        """A packet with several columns, blocks and iterations."""
        k = min(3, self.array.cols, self.array.kw_max)
        h = self.array.rows + 3
        co = self.array.cols // k + 1
        kh = min(3, self.array.kh_max)
        shape = ConvShape(1, h, 5, ci, co, kh, k, 1, 1, kh - 1, 0, k - 1, 0)
        x = rng.integers(-8, 8, (1, h, 5, ci)).astype(np.int8)
        kernel = rng.integers(-8, 8, (kh, k, ci, co)).astype(np.int8)
        return Packet(shape, self.array, x, kernel, 1, "victim")

    def _passes(self, rng: np.random.Generator) -> tuple[Packet, Packet]:
        """A packet that leaves its sums in the array, and one that goes on from them."""
        k = min(2, self.array.cols, self.array.kw_max)
        rows, co = max(self.array.rows - 1, 1), max(self.array.cols // (k + 1), 1)
        shape = ConvShape(1, rows, 1, 4, co, 1, k, 1, 1, 0, 0, k - 1, 0)
        x = rng.integers(-8, 8, (2, 1, rows, 1, 4)).astype(np.int8)
        kernel = rng.integers(-8, 8, (2, 1, k, 4, co)).astype(np.int8)
        first = Packet(shape, self.array, x[0], kernel[0], 1, "holding", hold=True)
        return first, Packet(shape, self.array, x[1], kernel[1], 1, "going on", after=first)

    async def _leave_in_part(self) -> None:
        """Send a packet but for its last sum: the reset that follows forgets that it is open."""
        case = self.sequence("left in part", self.sampler()[:1])
        await self.load([case], NO_PROFILE, self.rng)
        await self.env.conductor.clocks(predict(case.packets).clocks - 1)

    async def _refused(self, good: Sequence[Sending], bad: Faulty, delay: int = 0) -> None:
        """Send sound packets, a faulty one and one more; see what happens, reset, and go on.

        Args:
            good: packets that must still be computed.
            bad: the faulty one.
            delay: clocks before each of its beats, so that some are yet to come at the error.
        """
        behind = Sending(bad.sending.packet, _inputs_of(bad.sending))
        case = faulty_case(layer_title(self.test, bad.name), [*good, bad.sending, behind])
        title = case.titled()
        await self.env.conductor.reset()
        await self._queue(case, bad.sending, delay)
        watch = BusyWatch(cocotb.top, self.transport)
        clocks = predict(case.packets).clocks + 2 * LATENCY
        flag = await self.env.conductor.until(lambda f: f.kind is FaultKind.FLAG, clocks)
        if flag is None:
            self.complain("error", f"no error within {clocks} clocks", title)
            return
        if wrong := wrong_code(self.transport.flags(), bad.code):
            self.complain("error code", wrong, title)
        # Long enough for the sound packets to finish, and for all inputs to be dropped.
        beats = max(frame.beats for frame in bad.sending.frames.values())
        clocks += 2 * (1 + delay) * beats
        closing = await self.env.conductor.until(_closes, clocks)
        await self.env.conductor.clocks(clocks if closing else 1)
        self._check_closing(good, bad, closing is not None, title)
        for sending in case.sendings:
            for port, frame in sending.frames.items():
                passes = port in (PIXEL, WEIGHT) or sending in good
                if passes and self.env.scoreboard.transfer(frame) is None:
                    self.complain("error", f"{frame.name} has not passed", title)
        if (busy := watch.now) != "0":
            self.complain("busy", f"busy is {busy} behind a faulty packet", title)
        watch.stop()
        left = self._taken(good, SUM) - (closing is not None)
        await self.env.conductor.reset()
        await self.check(self.sequence(f"after {bad.name}", [self.sampler()[2]]))
        self.cover.sample(FAULT.name, **seen(bad, [s.packet for s in good], left, delay))

    def _check_closing(
        self, good: Sequence[Sending], bad: Faulty, closed: bool, title: Title
    ) -> None:
        """Sums of the faulty packet may have left in part; then a beat closes them."""
        sent = self._taken(good, SUM) - closed
        frames = bad.sending.frames
        whole = frames[SUM].beats if SUM in frames else 0
        if sent > whole:
            self.complain("error", f"{sent} beats of sums of the faulty packet left", title)
        done = DONE in frames and self.env.scoreboard.transfer(frames[DONE]) is not None
        if done != (0 < sent == whole):
            detail = (
                f"packet_done is {int(done)} for a packet of which {sent} of {whole} beats left"
            )
            self.complain("packet_done", detail, title)
        if closed != (0 < sent < whole):
            what = "was closed" if closed else "was not closed"
            detail = f"the faulty packet, {sent} of {whole} beats of which left, {what}"
            self.complain("closing", detail, title)

    async def _queue(self, case: EngineCase, bad: Sending, delay: int) -> None:
        self.context.forget()
        self.env.scoreboard.forget()
        self.context.add(case)
        items: dict[str, list[FrameItem]] = {port: [] for port in case.frames}
        for sending in case.sendings:
            for port, frame in sending.frames.items():
                held = sending is bad and port in (PIXEL, WEIGHT)
                delays = np.full(frame.beats, delay if held else 0, np.uint32)
                items[port].append(FrameItem(frame, Pattern("slow source", delays)))
        await self.env.queue(items)

    def _taken(self, good: Sequence[Sending], port: str) -> int:
        """Beats of the faulty packet that a port has moved since the reset."""
        sound = sum(sending.frames[port].beats for sending in good if port in sending.frames)
        return max(self.transport.progress(port) - sound, 0)


def _inputs_of(sending: Sending) -> dict[str, Frame]:
    """Copies of what the inputs carry: a packet is queued once."""
    packet = sending.packet
    return {port: replace(packet.frames[port], name=f"behind/{port}") for port in (PIXEL, WEIGHT)}


def _closes(fault: Fault) -> bool:
    """Whether it is the beat that closes a faulty packet, where a beat of sums was due."""
    if fault.port != SUM or fault.actual is None:
        return False
    values = fault.actual.values
    return values[LAST] == 1 and not any(values[name] for name in (DATA, USER, KEEP))
