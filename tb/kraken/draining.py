"""The front of a stream that is told to drop everything, in any clock of its work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from golden.streams.frame import Frame
from tb.env.test import BenchTest
from tb.kraken.coverage.fronts import DRAINED, STAGES
from tb.kraken.headed import HeadedCase
from tb.kraken.header_frames import Moments, done_frame
from tb.kraken.placed import Locate
from tb.stimulus.profiles import NO_PROFILE

SETTLE = 2
"""Clocks behind a reset after which the input is open."""

MOST = 24
"""Clocks of a case in which it is tried at the most."""

LONGEST = 3
"""Clocks in which ``drain`` is high at the most; one is enough."""


@dataclass(frozen=True, eq=False)
class Drained:
    """Sound packets, and when their beats pass a reader that nobody holds back.

    Clocks count from the first beat at the reader, which is in clock 0.

    Attributes:
        case: the packets; nothing is dropped.
        begins: clock of the first beat of each packet.
        moments: clocks of each packet, its first beat being in clock 0.
        passing: by packet, the clocks of the beats that pass each port behind the reader.
        latency: clocks from the input to the reader.
    """

    case: HeadedCase
    begins: Sequence[int]
    moments: Sequence[Moments]
    passing: Sequence[Mapping[str, Sequence[int]]]
    latency: int

    def at(self, clock: int) -> tuple[int, str]:
        """Number of the packet that the reader is at in a clock, and what it does, of `STAGES`."""
        packet = sum(begin <= clock for begin in self.begins) - 1
        moments, clock = self.moments[packet], clock - self.begins[packet]
        ends = (1, moments.head, moments.body[0], moments.body[-1] + 1)
        return packet, STAGES[sum(clock >= end for end in ends)]

    def taken(self, clock: int) -> int:
        """Beats that the reader has taken before a clock, when nothing is dropped."""
        passing = zip(self.begins, self.moments, strict=True)
        return sum(begin + m < clock for begin, moments in passing for m in moments.passing)


class DrainTest(BenchTest):
    """``drain`` in any clock: from then on each beat is taken and none comes out, for good.

    Attributes:
        port: the input.
    """

    test = "drained"
    port: ClassVar[str]

    def sound(self, name: str) -> Drained:
        """Packets to drain; the same ones whenever it is asked. The last one never begins."""
        raise NotImplementedError

    def dropped(self, name: str, beats: int) -> Mapping[str, Frame]:
        """What the ports behind the reader show of that many beats that are dropped."""
        return {}

    async def body(self) -> None:
        """See the class."""
        sound = self.sound("sound")
        # The bench takes the last beat of a body only where it may be told from the others.
        last = {b + m.body[-1] for b, m in zip(sound.begins, sound.moments, strict=True)}
        clocks = [clock for clock in range(sound.begins[-1] + 1) if clock not in last]
        if len(clocks) > MOST:
            some = self.rng.choice(clocks[1:], MOST - 1, replace=False)
            clocks = [clocks[0], *sorted(some.tolist())]
        for clock in clocks:
            await self.env.conductor.reset()
            await self.env.conductor.clocks(SETTLE)
            await self._drain(clock)

    async def _drain(self, clock: int) -> None:
        name = f"drained in clock {clock}"
        sound = self.sound(name)
        inputs = sound.case.frames[self.port]
        rest = sum(frame.beats for frame in inputs) - sound.taken(clock)
        case = _cut(sound, self.port, clock, int(self.rng.integers(1, LONGEST + 1)))
        frames = dict(case.frames)
        for port, frame in self.dropped(name, rest).items():
            frames[port] = [*frames[port], frame]
        case = replace(case, frames=frames)
        expected = clock + rest

        def judge() -> None:
            first = self.transfer(inputs[0]).first_clock
            if self.transfer(case.frames["drain"][0]).first_clock != first:
                self.complain("clocks", "the input is not open behind the reset", case.titled())
            took = self.transfer(inputs[-1]).last_clock - first + 1
            if took != expected:
                detail = f"the last beat is taken in clock {took} from the first, not {expected}"
                self.complain("clocks", detail, case.titled())

        await self.run_case(case, NO_PROFILE, self.rng, judge)
        packet, stage = sound.at(clock)
        self.cover.sample(DRAINED, stage=stage, packet="later" if packet else "first")


def _cut(sound: Drained, port: str, clock: int, length: int) -> HeadedCase:
    """The case in which ``drain`` is high from a clock on, what is dropped left out.

    No packet of it counts as one that has passed.

    Args:
        sound: the packets.
        port: the input.
        clock: when ``drain`` rises, by the reader's count.
        length: clocks in which it is high.
    """
    whole = sound.case
    frames: dict[str, list[Frame]] = {name: [] for name in whole.frames}
    frames[port] += whole.frames[port]
    places: dict[Frame, Locate] = dict(whole.locate)
    for name, of_port in whole.frames.items():
        by_packet = (name in passing for passing in sound.passing)
        packets = [i for i, there in enumerate(by_packet) if there]
        for i, frame in zip(packets, of_port, strict=name != port):
            begin = sound.begins[i]
            left = sum(begin + moment < clock for moment in sound.passing[i][name])
            if left:
                part = _first_beats(frame, left)
                if name == "done":
                    part = done_frame(part, active=begin + sound.moments[i].done <= clock)
                frames[name].append(part)
                places[part] = whole.locate[frame]
    rises = clock + sound.latency
    marks = np.zeros((rises + length + 1, 1), np.uint8)
    marks[rises:-1] = 1
    frames["drain"] = [Frame("drain", {"drain": marks})]
    return replace(whole, frames=frames, clocks=None, locate=places, headers=())


def _first_beats(frame: Frame, beats: int) -> Frame:
    """The first beats of a packet without a header."""
    return replace(
        frame,
        body={name: buffer[:beats] for name, buffer in frame.body.items()},
        care={name: buffer[:beats] for name, buffer in frame.care.items()},
        last_at=tuple(beat for beat in frame.lasts if beat < beats),
    )
