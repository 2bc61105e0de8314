"""Test of refused packets: every rule, on each input, in front of and behind others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import cocotb
import numpy as np
from numpy.typing import NDArray

from golden.kraken import predict
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.streams.frame import DATA, KEEP, LAST, USER, Frame
from tb.bench import Title
from tb.designs.conv_engine.cases import EngineCase, Sending, faulty_case
from tb.designs.conv_engine.coverage.faults import FAULT, seen
from tb.designs.conv_engine.faulty import (
    EARLY,
    Faulty,
    Twice,
    behind_held_sums,
    faulty_headers,
    faulty_twice,
    mismatched,
    wrong_continuations,
    wrong_lasts,
)
from tb.designs.conv_engine.limits import LATENCY, beats_on_their_way
from tb.designs.conv_engine.ports import DONE
from tb.designs.conv_engine.tests.streams import StreamTest
from tb.designs.conv_engine.victims import held_and_going_on, single_tiles, victim_of
from tb.env.item import FrameItem
from tb.kraken.busy import BusyWatch, first_rise
from tb.kraken.engine import layer_title, wrong_code
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.fault import Fault, FaultKind
from tb.transport.pattern import Pattern

SLOW_SOURCE = 6
"""Clocks that a slow source waits before each beat."""


@dataclass(frozen=True)
class Stopped:
    """What a faulty packet did.

    Attributes:
        before: beats of its sums that had left when the error was shown.
        behind: and those that left then.
        awake: clocks from the error to one in which ``busy`` rose; None where it did not.
    """

    before: int
    behind: int
    awake: int | None

    @property
    def left(self) -> int:
        """Beats of its sums that have left."""
        return self.before + self.behind


class IllegalHeaderTest(StreamTest):
    """Packets that break a rule: error, code, drained inputs, and recovery by reset."""

    test = "illegal_header"

    async def body(self) -> None:
        """See the class."""
        rng = generator(self.run.spec.seed, self.test)
        before = [Sending.of(p) for p in self.packets(self.sampler()[0])]
        victim = Sending.of(victim_of(rng, self.array))
        faulty: list[Faulty] = []
        for ports in ((PIXEL,), (WEIGHT,), (PIXEL, WEIGHT)):
            faulty += faulty_headers(victim, self.array, ports)
        await self._leave_in_part()
        for i, bad in enumerate(faulty):
            await self._refused(before if i % 2 else [], bad, delay=SLOW_SOURCE * (i % 3 == 0))
        for i, bad in enumerate(wrong_lasts(victim)):
            await self._refused(before if i % 2 else [], bad)
        await self._refused_late(victim)
        # Its sums have left before its last pixels are taken.
        rest = self.left_over((2, 1))
        for bad in wrong_lasts(Sending.of(self.packets(rest)[0])):
            await self._refused(before, bad, delay=SLOW_SOURCE)
        other = Sending.of(victim_of(rng, self.array, deeper=1))
        for i, bad in enumerate(mismatched(victim, other, self.array)):
            await self._refused(before if i % 2 else [], bad)
        first, second = held_and_going_on(rng, self.array)
        going_on = Sending.of(second)
        for bad in (
            *wrong_continuations(going_on, self.array),
            *behind_held_sums(going_on, self.array),
        ):
            await self._refused([Sending.of(first)], bad)
        for twice in faulty_twice(*map(Sending.of, single_tiles(rng, self.array, 3))):
            await self._refused_first(twice)

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
        # What goes on from held sums would be a second fault there, whose code may come first.
        like = good[-1] if bad.sending.packet.accumulate else bad.sending
        behind = Sending(like.packet, _inputs_of(like))
        delays = {
            port: np.full(bad.sending.frames[port].beats, delay, np.uint32)
            for port in (PIXEL, WEIGHT)
        }
        await self._refused_alone(good, bad, behind, delays)

    async def _refused_late(self, victim: Sending) -> None:
        """Send weights that end a beat early once the array waits for that beat.

        Sums of the packet have left by then, and its last weights come as they begin to be dropped.
        """
        for bad in wrong_lasts(victim):
            if (bad.input, bad.place) != (WEIGHT, EARLY):
                continue
            delays = np.zeros(bad.sending.frames[WEIGHT].beats, np.uint32)
            delays[-2] = predict([victim.packet]).clocks
            behind = Sending(victim.packet, _inputs_of(victim))
            late = replace(bad, name=f"{bad.name} and late")
            await self._refused_alone([], late, behind, {WEIGHT: delays})

    async def _refused_alone(
        self,
        good: Sequence[Sending],
        bad: Faulty,
        behind: Sending,
        delays: Mapping[str, NDArray[np.uint32]],
    ) -> None:
        """Send packets of which one alone is at fault: that one goes on no further."""
        title = layer_title(self.test, bad.name)
        stopped = await self._stopped(good, bad, behind, delays)
        if stopped is None:
            return
        on_their_way = beats_on_their_way(bad.sending.packet)
        if stopped.behind > on_their_way:
            detail = (
                f"{stopped.behind} beats of sums of the faulty packet left behind the error, "
                f"at most {on_their_way} were on their way"
            )
            self.complain("error", detail, title)
        # Where the weights are at fault, pixels of packets before may be yet to come.
        if bad.input == PIXEL and stopped.awake is not None:
            detail = f"busy rises again {stopped.awake} clocks behind the error"
            self.complain("busy", detail, title)
        delay = max(int(of_port.max()) for of_port in delays.values())
        packets = [sending.packet for sending in good]
        self.cover.sample(FAULT.name, **seen(bad, packets, stopped.left, delay))

    async def _refused_first(self, twice: Twice) -> None:
        """Send packets with two faults: the code of the first one stays.

        The pixels at fault wait until all weights have come, and those at fault are weights of a
        later packet.
        """
        bad = twice.pixels
        sendings = (*twice.good, bad.sending, twice.weights)
        delays = np.zeros(bad.sending.frames[PIXEL].beats, np.uint32)
        delays[0] = sum(s.frames[WEIGHT].beats for s in sendings) + LATENCY
        await self._stopped(twice.good, bad, twice.weights, {PIXEL: delays})

    async def _stopped(
        self,
        good: Sequence[Sending],
        bad: Faulty,
        behind: Sending,
        delays: Mapping[str, NDArray[np.uint32]],
    ) -> Stopped | None:
        """Send packets up to a fault and behind it; see what happens, reset, and go on.

        Args:
            good: packets that must still be computed.
            bad: the faulty one.
            behind: one more, which is dropped.
            delays: clocks before the beats of the faulty one, by port.

        Returns:
            What the faulty packet did; None where no error came or no single closing beat.
        """
        case = faulty_case(layer_title(self.test, bad.name), [*good, bad.sending, behind])
        title = case.titled()
        await self.env.conductor.reset()
        await self._queue(case, bad.sending, delays)
        watch = BusyWatch(cocotb.top, self.transport)
        beats = max(frame.beats for frame in bad.sending.frames.values())
        waits = max(int(of_port.sum()) for of_port in delays.values())
        clocks = predict(case.packets).clocks + 2 * LATENCY + waits
        flag = await self.env.conductor.until(_ends_the_wait, clocks)
        if flag is None:
            self.complain("error", f"no error within {clocks} clocks", title)
            return None
        if flag.kind is not FaultKind.FLAG:
            detail = "no error, and sums leave that are due to no packet"
            self.complain("error", detail, title, (flag.clock, flag.time_ns))
            return None
        before = self._taken(good, SUM)
        if wrong := wrong_code(self.transport.flags(), bad.code):
            self.complain("error code", wrong, title)
        # Long enough for the sound packets to finish, and for all inputs to be dropped.
        clocks += 2 * (beats + waits)
        closing = await self.env.conductor.until(_closes, clocks)
        if closing is None:
            await self.env.conductor.clocks(1)
        elif not await self._one_closing(good, closing, clocks, title):
            return None
        self._check_closing(good, bad, closing is not None, title)
        for sending in case.sendings:
            for port, frame in sending.frames.items():
                passes = port in (PIXEL, WEIGHT) or sending in good
                if passes and self.env.scoreboard.transfer(frame) is None:
                    self.complain("error", f"{frame.name} has not passed", title)
        if wrong := wrong_code(self.transport.flags(), bad.code):
            self.complain("error code", f"behind all packets {wrong}", title)
        if (busy := watch.now) != "0":
            self.complain("busy", f"busy is {busy} behind a faulty packet", title)
        watch.stop()
        after = self._taken(good, SUM) - (closing is not None) - before
        await self.env.conductor.reset()
        await self.check(self.sequence(f"after {bad.name}", [self.sampler()[2]]))
        rises = first_rise(watch.clocks, flag.clock)
        return Stopped(before, after, None if rises is None else rises - flag.clock)

    async def _one_closing(
        self, good: Sequence[Sending], closing: Fault, clocks: int, title: Title
    ) -> bool:
        """Whether the beat closes no sound packet, and no other follows within some clocks."""
        sums = [sending.frames[SUM] for sending in good if SUM in sending.frames]
        if closing.frame in sums:
            wrong = closing
            detail = f"a closing beat comes in place of beat {closing.beat} of {closing.frame.name}"
        elif again := await self.env.conductor.until(_closes, clocks):
            wrong = again
            detail = f"a second closing beat comes {again.clock - closing.clock} clocks behind one"
        else:
            return True
        self.complain("closing", detail, title, (wrong.clock, wrong.time_ns))
        return False

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

    async def _queue(
        self, case: EngineCase, bad: Sending, delays: Mapping[str, NDArray[np.uint32]]
    ) -> None:
        self.context.forget()
        self.env.scoreboard.forget()
        self.context.add(case)
        items: dict[str, list[FrameItem]] = {port: [] for port in case.frames}
        for sending in case.sendings:
            for port, frame in sending.frames.items():
                free = np.zeros(frame.beats, np.uint32)
                of_frame = delays.get(port, free) if sending is bad else free
                items[port].append(FrameItem(frame, Pattern("slow source", of_frame)))
        await self.env.queue(items)

    def _taken(self, good: Sequence[Sending], port: str) -> int:
        """Beats of the faulty packet that a port has moved since the reset."""
        sound = sum(sending.frames[port].beats for sending in good if port in sending.frames)
        return max(self.transport.progress(port) - sound, 0)


def _inputs_of(sending: Sending) -> dict[str, Frame]:
    """Copies of what the inputs carry: a packet is queued once."""
    packet = sending.packet
    return {port: replace(packet.frames[port], name=f"behind/{port}") for port in (PIXEL, WEIGHT)}


def _ends_the_wait(fault: Fault) -> bool:
    """Whether it is the error that a faulty packet must bring, or a sum that leaves without one."""
    return fault.kind is FaultKind.FLAG or (fault.port == SUM and fault.kind is FaultKind.SURPLUS)


def _closes(fault: Fault) -> bool:
    """Whether it is the beat that closes a faulty packet, where a beat of sums was due."""
    if fault.port != SUM or fault.actual is None:
        return False
    values = fault.actual.values
    return values[LAST] == 1 and not any(values[name] for name in (DATA, USER, KEEP))
