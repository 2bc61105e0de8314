"""Packets that the front of a stream must refuse: what it says, when, and that nothing follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import ClassVar

import numpy as np

from golden.kraken import ArrayParams, ConvShape, ErrorCode, Header, Packet, header_error
from golden.kraken.format.header import FIELDS, header_beats
from golden.streams.frame import Frame
from tb.bench import Values
from tb.env.test import BenchTest
from tb.kraken.broken_headers import broken_continuations, broken_headers
from tb.kraken.coverage.fronts import BEHIND as BEFORE
from tb.kraken.coverage.fronts import REFUSED, code_name, place
from tb.kraken.header_frames import CHECK, Sent, packet_clocks
from tb.kraken.placed import PlacedCase, numbered
from tb.seed import generator
from tb.stimulus.profiles import NO_PROFILE
from tb.transport.fault import FaultKind

BEHIND = 4
"""Beats of the body behind a header that is refused."""


@dataclass(frozen=True, eq=False)
class BadHeader:
    """A header to refuse.

    Attributes:
        name: what is wrong with it.
        code: what must be shown.
        before: the sound packet to send in front of it, and once more behind it.
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

    @property
    def pause(self) -> int:
        """Clocks in which a whole header is checked and no beat is taken."""
        return 0 if self.last_at else CHECK


@dataclass(frozen=True, eq=False)
class Refused:
    """A packet to refuse, as it passes the input.

    Attributes:
        before: a sound packet in front of it.
        frames: its beats, and those of a sound packet behind it, which is dropped too.
        clocks: from the first beat of the packet before to the clock that shows the code.
        dropped: from that first beat to the last beat of `frames`.
        outputs: what the ports behind the input show of `frames`.
    """

    before: PlacedCase
    frames: tuple[Frame, ...]
    clocks: int
    dropped: int
    outputs: Mapping[str, Frame] = field(default_factory=dict)


class RefusalTest(BenchTest):
    """Packets that break a rule: the code in its clock, then beats are taken and nothing comes.

    Attributes:
        port: the input.
        flag: the status output that shows the code.
        drawn: whether headers that are drawn are among them: such that break two rules, and such
            whose cores share the buses anyhow.
    """

    port: ClassVar[str]
    flag: ClassVar[str]
    drawn: ClassVar[bool] = False

    def front(self) -> tuple[ArrayParams, int]:
        """The array whose headers are checked, and the bits of a beat."""
        raise NotImplementedError

    def refused(self, bad: BadHeader) -> Refused:
        """What to send for it."""
        raise NotImplementedError

    def clocks_to_refusal(self, sent: Sent, bad: BadHeader) -> int:
        """Clocks from the first beat of a sound packet to the one that shows the fault.

        It is also the first clock in which a beat is dropped.
        """
        passed = packet_clocks([sent], self.front()[1], bool(self.values["OfWeights"]))
        return passed + bad.beats + bad.pause + 1

    async def body(self) -> None:
        """See the class."""
        array, width = self.front()
        rng = generator(self.run.spec.seed, self.test)
        headers = faulty(array, width, rng if self.drawn else None)
        for bad in (*headers, *wrong_lasts(array, width, self.values)):
            await self.env.conductor.reset()
            await self._refuse(bad, self.refused(bad))
            self.cover.sample(
                REFUSED,
                code=code_name(bad.code),
                place=place(bad.last_at, len(header_beats(bad.header, width))),
                behind=BEFORE[bad.before.hold],
            )

    async def _refuse(self, bad: BadHeader, sent: Refused) -> None:
        frames = {port: list(passing) for port, passing in sent.before.frames.items()}
        frames[self.port] += sent.frames
        for port, frame in sent.outputs.items():
            frames[port].append(frame)
        places = {**numbered(frames), **sent.before.locate}
        sending = replace(sent.before, name=bad.name, frames=frames, locate=places)
        title = sending.titled()
        rng = generator(self.run.spec.seed, bad.name)
        limit = await self.load([sending], NO_PROFILE, rng)
        conductor, soon = self.env.conductor, sent.clocks + self.bench.quiet
        shown = await conductor.until(lambda fault: fault.kind is FaultKind.FLAG, soon)
        if shown is None:
            self.complain("error", f"{self.flag} shows nothing within {soon} clocks", title)
            return
        found = self.transport.flags()[self.flag]
        if found != format(bad.code, f"0{len(found)}b"):
            detail = f"{self.flag} is {found}, expected {bad.code.value} ({bad.code.name})"
            self.complain("error code", detail, title)
        first = self.transfer(frames[self.port][0]).first_clock
        took = shown.clock - first + 1
        if took != sent.clocks:
            detail = f"{self.flag} rises in clock {took} from the first beat, not {sent.clocks}"
            self.complain("clocks", detail, title)
        await conductor.drain(limit)
        await self.settle(self.bench.quiet)  # whatever comes out now is surplus
        took = self.transfer(sent.frames[-1]).last_clock - first + 1
        if took != sent.dropped:
            detail = f"the last beat is dropped in clock {took} from the first, not {sent.dropped}"
            self.complain("clocks", detail, title)


def faulty(
    array: ArrayParams, width: int, rng: np.random.Generator | None = None
) -> Iterator[BadHeader]:
    """Headers that break a rule, in beats of `width` bits.

    Args:
        array: the array.
        width: bits of ``tdata``.
        rng: draws those that break two and those that share the buses anyhow; None for none of
            them.
    """
    sound, holding, going_on = sound_packets(array)
    beats = len(header_beats(sound.header, width))
    broken = list(broken_headers(sound.header, array))
    if rng is not None:
        broken += broken_twice(rng, sound.header, array, broken)
        broken += broken_sharing(rng, sound.header, array)
    for name, code, header in broken:
        yield BadHeader(name, code, sound, header, beats)
    for name, header in broken_continuations(going_on.header, array):
        yield BadHeader(name, ErrorCode.FLAGS, holding, header, beats)
    if array.pixel_buses > 1:
        several = replace(going_on.header, sets=2, share=1)
        yield BadHeader("accumulate on two buses", ErrorCode.BUSES, holding, several, beats)


def broken_twice(
    rng: np.random.Generator,
    good: Header,
    array: ArrayParams,
    broken: list[tuple[str, ErrorCode, Header]],
) -> Iterator[tuple[str, ErrorCode, Header]]:
    """Headers that break two rules each, one for each two codes; which code counts is golden's.

    Args:
        rng: draws the headers of a code.
        good: the header that the broken ones are made of.
        array: the array.
        broken: headers that break a rule each, with their codes.
    """
    codes = sorted({code for _, code, _ in broken})
    for i, low in enumerate(codes):
        for high in codes[i + 1 :]:
            names: list[str] = []
            changes: dict[str, int] = {}
            for code in (high, low):
                of_code = [(name, header) for name, found, header in broken if found is code]
                name, header = of_code[int(rng.integers(len(of_code)))]
                names.append(name)
                changes |= _changes(good, header)
            header = replace(good, **changes)
            expected = header_error(header, array)
            if expected is None:
                raise AssertionError(f"two breaches make a legal header: {header}")
            yield " and ".join(reversed(names)), expected, header


def broken_sharing(
    rng: np.random.Generator, good: Header, array: ArrayParams
) -> Iterator[tuple[str, ErrorCode, Header]]:
    """Headers of each number of sets, with a share and a stack, or one of them, or none.

    Args:
        rng: draws the share and the stack.
        good: a header of one set, which the broken ones are made of.
        array: the array.
    """
    for sets, shared, stacked in product(range(FIELDS["sets"].greatest + 1), (0, 1), (0, 1)):
        share = shared * int(rng.integers(1, FIELDS["share"].greatest + 1))
        stack = stacked * int(rng.integers(1, FIELDS["stack"].greatest + 1))
        header = replace(good, sets=sets, share=share, stack=stack)
        code = header_error(header, array)
        if code is not None:
            yield f"{sets} sets, share {share}, stack {stack}", code, header


def _changes(good: Header, header: Header) -> dict[str, int]:
    """Fields in which a header differs from the good one."""
    found = {name: getattr(header, name) for name in FIELDS}
    return {name: value for name, value in found.items() if value != getattr(good, name)}


def wrong_lasts(array: ArrayParams, width: int, values: Values) -> Iterator[BadHeader]:
    """A sound header with ``tlast`` in one of its beats."""
    sound = sound_packets(array)[0]
    code = ErrorCode.WEIGHT_LAST if values["OfWeights"] else ErrorCode.PIXEL_LAST
    for at in range(len(header_beats(sound.header, width))):
        yield BadHeader(f"tlast in beat {at}", code, sound, sound.header, at + 1, (at,))


def sound_packets(array: ArrayParams) -> tuple[Packet, Packet, Packet]:
    """One of several columns, blocks and iterations, one that holds its sums, one that goes on."""
    k = min(3, array.cols, array.kw_max)
    kh = min(3, array.kh_max, array.weight_depth)
    many = ConvShape(
        1, array.rows + 3, 5, 1, array.cols // k + 1, kh, k, pad_top=kh - 1, pad_left=k - 1
    )
    k = min(2, k)
    channels = max(array.cols // (k + 1), 1)
    one = ConvShape(1, max(array.rows - 1, 1), 1, 2, channels, 1, k, pad_left=k - 1)
    holding = replace(Packet.blank(one, array), hold=True)
    going_on = replace(Packet.blank(one, array), after=holding)
    return Packet.blank(many, array), holding, going_on
