"""Packets that the front of a stream must refuse: what it says, when, and that nothing follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from golden.kraken import ArrayParams, ConvShape, ErrorCode, Header, Packet
from golden.kraken.format.header import header_beats
from golden.streams.frame import Frame
from tb.bench import Case, Values
from tb.designs.conv_engine.faulty import broken_continuations, broken_headers
from tb.designs.header_reader.cases import array_for, case, packet_clocks, work
from tb.designs.header_reader.frames import Sent, beat_frame
from tb.env.test import BenchTest
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.fault import FaultKind

BODY = 3
"""Beats behind a faulty header."""


@dataclass(frozen=True, eq=False)
class Refused:
    """A packet to refuse.

    Attributes:
        name: what is wrong with it.
        code: what must be shown.
        before: sound packets in front of it.
        frame: its beats on the input.
        clocks: from the first beat of the packets before to the clock that shows the code.
        taken: beats of it that the input may have taken when all is over.
    """

    name: str
    code: ErrorCode
    before: Case
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

    def refused(self) -> Iterator[Refused]:
        """What to send."""
        raise NotImplementedError

    async def body(self) -> None:
        """See the class."""
        for bad in self.refused():
            await self.env.conductor.reset()
            await self._refuse(bad)

    async def _refuse(self, bad: Refused) -> None:
        sound = bad.before.frames
        frames = {**sound, self.port: [*sound[self.port], bad.frame]}
        sending = replace(bad.before, name=bad.name, frames=frames)
        title = sending.titled()
        await self.load([sending], NO_PROFILE, generator(self.run.spec.seed, bad.name))
        conductor, soon = self.env.conductor, bad.clocks + self.bench.quiet
        shown = await conductor.until(lambda fault: fault.kind is FaultKind.FLAG, soon)
        if shown is None:
            self.complain("error", f"{self.flag} shows nothing within {soon} clocks", title)
            return
        found = self.transport.flags()[self.flag]
        if found != format(bad.code, f"0{len(found)}b"):
            detail = f"{self.flag} is {found}, expected {bad.code.value} ({bad.code.name})"
            self.complain("error code", detail, title)
        took = shown.clock - self.transfer(sound[self.port][0]).first_clock + 1
        if took != bad.clocks:
            detail = f"{self.flag} rises in clock {took} from the first beat, not {bad.clocks}"
            self.complain("clocks", detail, title)
        await conductor.clocks(self.bench.quiet)  # whatever comes now is surplus
        beats = sum(frame.beats for frame in sound[self.port])
        taken = self.transport.progress(self.port) - beats
        if taken not in bad.taken:
            most = f"{bad.taken.start} to {bad.taken.stop - 1}"
            self.complain("error", f"{taken} beats of the packet taken, not {most}", title)
        for frame in (frame for frames in sound.values() for frame in frames):
            if self.env.scoreboard.transfer(frame) is None:
                self.complain("error", f"{frame.name}, which is sound, has not passed", title)


def faulty(
    array: ArrayParams,
) -> Iterator[tuple[str, ErrorCode, Packet, Header]]:
    """Headers with a fault, and the sound packet to send before: name, code, before, header."""
    sound, holding, going_on = sound_packets(array)
    for name, code, header in broken_headers(sound.header, array):
        yield name, code, sound, header
    for name, header in broken_continuations(going_on.header, array):
        yield name, ErrorCode.FLAGS, holding, header


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


def last_code(values: Values) -> ErrorCode:
    """What ``tlast`` in the wrong place is called on the stream that the block is for."""
    return ErrorCode.WEIGHT_LAST if values["OfWeights"] else ErrorCode.PIXEL_LAST


def refusal_clocks(sent: Sequence[Sent], values: Values, beats: int, checked: bool) -> int:
    """Clocks from the first beat of the sound packets to the one that shows the fault.

    Args:
        sent: the sound packets.
        values: of the header reader.
        beats: of the header that pass before the fault.
        checked: whether a whole header has to be checked, which takes a clock.
    """
    return packet_clocks(sent, values) + work(values) + beats + checked + 1


class HeaderRefusalTest(RefusalTest):
    """Headers that break a rule, and ``tlast`` in a header."""

    test = "refused"
    port = "beat"
    flag = "fault"

    def refused(self) -> Iterator[Refused]:
        """See `RefusalTest.refused`."""
        array, bits = array_for(self.values), self.values["PortWidth"]
        for name, code, before, header in faulty(array):
            yield self._refused(name, code, before, header, len(header_beats(header, bits)))
        sound = sound_packets(array)[0]
        for at in range(len(header_beats(sound.header, bits))):
            name, code = f"tlast in beat {at}", last_code(self.values)
            yield self._refused(name, code, sound, sound.header, at + 1, (at,))

    def _refused(
        self,
        name: str,
        code: ErrorCode,
        before: Packet,
        header: Header,
        taken: int,
        last_at: Sequence[int] = (),
    ) -> Refused:
        rng = generator(self.run.spec.seed, self.test, name)
        sent = [Sent(before.header, int(rng.integers(1, BODY)))]
        frame = beat_frame(rng, name, Sent(header, BODY), self.values["PortWidth"], last_at)
        clocks = refusal_clocks(sent, self.values, taken, checked=not last_at)
        return Refused(
            name, code, case(name, rng, self.values, sent), frame, clocks, range(taken, taken + 1)
        )
