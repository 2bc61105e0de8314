"""Packets that the front of a stream must refuse: what it says, when, and that nothing follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from golden.kraken import ArrayParams, ConvShape, ErrorCode, Header, Packet
from golden.kraken.format.header import header_beats
from golden.streams.frame import Frame
from tb.bench import Values
from tb.env.test import BenchTest
from tb.kraken.broken_headers import broken_continuations, broken_headers
from tb.kraken.header_frames import Sent, packet_clocks, work
from tb.kraken.placed import PlacedCase, numbered
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.fault import FaultKind


@dataclass(frozen=True, eq=False)
class BadHeader:
    """A header to refuse.

    Attributes:
        name: what is wrong with it.
        code: what must be shown.
        before: the sound packet to send in front of it.
        header: the header.
        beats: of the header that pass before the fault.
        last_at: beats that are marked as last; none where the header itself is at fault.
    """

    name: str
    code: ErrorCode
    before: Packet
    header: Header
    beats: int
    last_at: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Refused:
    """A packet to refuse, as it passes the input.

    Attributes:
        before: sound packets in front of it.
        frame: its beats.
        clocks: from the first beat of the packets before to the clock that shows the code.
        taken: beats of it that the input may have taken when all is over.
    """

    before: PlacedCase
    frame: Frame
    clocks: int
    taken: range


class RefusalTest(BenchTest):
    """Packets that break a rule: the code in its clock, silence from then on, and recovery.

    Attributes:
        port: the input.
        flag: the status output that shows the code.
    """

    port: ClassVar[str]
    flag: ClassVar[str]

    def front(self) -> tuple[ArrayParams, int]:
        """The array whose headers are checked, and the bits of a beat."""
        raise NotImplementedError

    def refused(self, bad: BadHeader) -> Refused:
        """What to send for it."""
        raise NotImplementedError

    def clocks_to_refusal(self, sent: Sequence[Sent], bad: BadHeader) -> int:
        """Clocks from the first beat of the sound packets to the one that shows the fault.

        A whole header has to be checked, which takes a clock.
        """
        bits, of_weights = self.front()[1], bool(self.values["OfWeights"])
        passed = packet_clocks(sent, bits, of_weights) + work(of_weights)
        return passed + bad.beats + (not bad.last_at) + 1

    async def body(self) -> None:
        """See the class."""
        array, bits = self.front()
        for bad in (*faulty(array, bits), *wrong_lasts(array, bits, self.values)):
            await self.env.conductor.reset()
            await self._refuse(bad, self.refused(bad))

    async def _refuse(self, bad: BadHeader, sent: Refused) -> None:
        sound = sent.before.frames
        frames = {**sound, self.port: [*sound[self.port], sent.frame]}
        places = {**sent.before.locate, sent.frame: numbered(frames)[sent.frame]}
        sending = replace(sent.before, name=bad.name, frames=frames, locate=places)
        title = sending.titled()
        await self.load([sending], NO_PROFILE, generator(self.run.spec.seed, bad.name))
        conductor, soon = self.env.conductor, sent.clocks + self.bench.quiet
        shown = await conductor.until(lambda fault: fault.kind is FaultKind.FLAG, soon)
        if shown is None:
            self.complain("error", f"{self.flag} shows nothing within {soon} clocks", title)
            return
        found = self.transport.flags()[self.flag]
        if found != format(bad.code, f"0{len(found)}b"):
            detail = f"{self.flag} is {found}, expected {bad.code.value} ({bad.code.name})"
            self.complain("error code", detail, title)
        took = shown.clock - self.transfer(sound[self.port][0]).first_clock + 1
        if took != sent.clocks:
            detail = f"{self.flag} rises in clock {took} from the first beat, not {sent.clocks}"
            self.complain("clocks", detail, title)
        await conductor.clocks(self.bench.quiet)  # whatever comes now is surplus
        beats = sum(frame.beats for frame in sound[self.port])
        taken = self.transport.progress(self.port) - beats
        if taken not in sent.taken:
            most = f"{sent.taken.start} to {sent.taken.stop - 1}"
            self.complain("error", f"{taken} beats of the packet taken, not {most}", title)
        for frame in (frame for frames in sound.values() for frame in frames):
            if self.env.scoreboard.transfer(frame) is None:
                self.complain("error", f"{frame.name}, which is sound, has not passed", title)


def faulty(array: ArrayParams, bits: int) -> Iterator[BadHeader]:
    """Headers that break a rule, in beats of `bits` bits."""
    sound, holding, going_on = sound_packets(array)
    for name, code, header in broken_headers(sound.header, array):
        yield BadHeader(name, code, sound, header, len(header_beats(header, bits)))
    for name, header in broken_continuations(going_on.header, array):
        beats = len(header_beats(header, bits))
        yield BadHeader(name, ErrorCode.FLAGS, holding, header, beats)


def wrong_lasts(array: ArrayParams, bits: int, values: Values) -> Iterator[BadHeader]:
    """A sound header with ``tlast`` in one of its beats."""
    sound = sound_packets(array)[0]
    code = ErrorCode.WEIGHT_LAST if values["OfWeights"] else ErrorCode.PIXEL_LAST
    for at in range(len(header_beats(sound.header, bits))):
        yield BadHeader(f"tlast in beat {at}", code, sound, sound.header, at + 1, (at,))


def sound_packets(array: ArrayParams) -> tuple[Packet, Packet, Packet]:
    """One of several columns, blocks and iterations, one that holds its sums, one that goes on."""
    k = min(3, array.cols, array.kw_max)
    kh = min(3, array.kh_max)
    many = ConvShape(
        1, array.rows + 3, 5, 1, array.cols // k + 1, kh, k, pad_top=kh - 1, pad_left=k - 1
    )
    k = min(2, k)
    channels = max(array.cols // (k + 1), 1)
    one = ConvShape(1, max(array.rows - 1, 1), 1, 2, channels, 1, k, pad_left=k - 1)
    holding = replace(Packet.blank(one, array), hold=True)
    going_on = replace(Packet.blank(one, array), after=holding)
    return Packet.blank(many, array), holding, going_on
