"""Blocks that follow the steps of packets: their ports, and packets in time as their cases."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from golden.kraken import pack
from golden.streams.frame import Bytes, Frame, numbers
from tb.bench import Field, Port, level_input, level_output
from tb.env.test import BenchTest
from tb.kraken.course import Stretch
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.steps import Bools
from tb.kraken.walk import Walk
from tb.kraken.words import HEADER, LAYER, PLACE, bits, layer_word
from tb.stimulus.profiles import NO_PROFILE

IN, OUT = "in", "out"
"""Ports of a block that follows the steps of packets."""


@dataclass(frozen=True, eq=False)
class CourseCase(PlacedCase):
    """Packets in time.

    Attributes:
        course: the packets in order.
    """

    course: tuple[Stretch, ...] = ()


@dataclass(frozen=True, eq=False)
class Told:
    """What one signal carries at each step of a packet.

    Attributes:
        values: uint8 [Q, bytes].
        counts: bits that count, in the same shape; None for all.
    """

    values: Bytes
    counts: Bytes | None = None

    @classmethod
    def numbers(cls, values: Sequence[int], width: int) -> Told:
        """From one number a step."""
        return cls(numbers(values, width))

    @classmethod
    def marks(cls, values: Bools) -> Told:
        """A signal of one bit."""
        return cls(bits(values))

    def where(self, counts: Bools) -> Told:
        """The same, but it only counts in some steps: bool [Q]."""
        mask = np.where(counts[:, None], np.uint8(255), np.uint8(0))
        return Told(self.values, np.broadcast_to(mask, self.values.shape))


Signals = Mapping[str, Told]
"""What passes by field."""


@dataclass(frozen=True)
class Follower:
    """A block that is told in each clock where the packet stands, and answers at once.

    Attributes:
        inputs: fields that it is told besides `start`, `step` and the packet's header.
        outputs: fields that it answers.
        whole_layer: whether it is given the header with what follows from it.
    """

    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    whole_layer: bool = True

    @property
    def ports(self) -> tuple[Port, ...]:
        """Its ports."""
        head = Field("header", "header", packed=HEADER)
        if self.whole_layer:
            head = Field("layer", "layer", packed=LAYER)
        told = (Field("start", "start"), Field("step", "step"), head, *self.inputs)
        return level_input(IN, *told), level_output(OUT, IN, 0, *self.outputs)


PLACE_INPUT = Field("place", "place", packed=PLACE)


def places(walk: Walk) -> Told:
    """``place_t`` of each step."""
    return Told.numbers(walk.places, PLACE.width)


def course_case(
    rng: np.random.Generator,
    name: str,
    block: Follower,
    course: Sequence[Stretch],
    told: Sequence[Signals],
    due: Sequence[Signals],
    lanes: Mapping[str, str] | None = None,
) -> CourseCase:
    """Packets in time as a case of a block that follows them.

    Args:
        rng: draws what the block is told where no step is in turn.
        name: of the case.
        block: what the block has.
        course: the packets in order.
        told: by packet, inputs at each step.
        due: by packet, outputs at each step.
        lanes: coordinate that a lane of an output is, by field.
    """
    frames: dict[str, list[Frame]] = {IN: [], OUT: []}
    locate: dict[Frame, Locate] = {}
    of_field = {field.name: coordinate for field, coordinate in _lanes(block, lanes or {})}
    widths = {field.name: field.packed.width if field.packed else 1 for field in block.inputs}
    for i, part in enumerate(course):
        taken = _taken(rng, block, part, told[i], widths)
        given = {field: _answer(part, answer) for field, answer in due[i].items()}
        where = _places(part, of_field, i)
        frames[IN].append(Frame(f"{part.walk.name}/{IN}", taken))
        frames[OUT].append(
            Frame(
                f"{part.walk.name}/{OUT}",
                {field: values for field, (values, _) in given.items()},
                care={field: counts for field, (_, counts) in given.items()},
            )
        )
        locate |= {frames[IN][-1]: where, frames[OUT][-1]: where}
    return CourseCase(
        name,
        frames,
        clocks=sum(part.clocks for part in course),
        detail=str(course[0].walk) if len(course) == 1 else f"{len(course)} packets",
        locate=locate,
        course=tuple(course),
    )


class DirectedCourses(BenchTest):
    """Packets at which the order of steps, columns and cores breaks, in a row without a pause."""

    test = "directed"

    @abstractmethod
    def directed_cases(self) -> Iterator[PlacedCase]:
        """The packets as cases of the design."""

    async def body(self) -> None:
        """See the class."""
        for case in self.directed_cases():
            await self.run_case(case, NO_PROFILE, self.rng)


def _lanes(block: Follower, lanes: Mapping[str, str]) -> Iterator[tuple[Field, str]]:
    return ((field, lanes[field.name]) for field in block.outputs if field.name in lanes)


def _taken(
    rng: np.random.Generator,
    block: Follower,
    part: Stretch,
    told: Signals,
    widths: Mapping[str, int],
) -> dict[str, Bytes]:
    """All inputs in each clock."""
    walk = part.walk
    field, word, width = "header", pack(walk.header), HEADER.width
    if block.whole_layer:
        field, word, width = "layer", layer_word(walk.header, walk.array), LAYER.width
    here = (part.at >= 0) | part.start
    head = np.repeat(numbers([word], width), part.clocks, axis=0)
    taken = {
        "start": bits(part.start),
        "step": bits(part.step),
        field: np.where(here[:, None], head, _noise(rng, part.clocks, width)),
    }
    for name, answer in told.items():
        noise = _noise(rng, part.clocks, widths[name])
        taken[name] = np.where(part.at[:, None] >= 0, answer.values[part.at], noise)
    return taken


def _noise(rng: np.random.Generator, clocks: int, width: int) -> Bytes:
    """Any bits of a signal: uint8 [clocks, bytes]."""
    drawn = rng.integers(0, 256, (clocks, -(-width // 8)), np.uint8)
    drawn[:, -1] &= (1 << ((width - 1) % 8 + 1)) - 1
    return drawn


def _answer(part: Stretch, answer: Told) -> tuple[Bytes, Bytes]:
    """An output in each clock, and what counts of it."""
    values = answer.values[part.at]
    counts = np.full_like(values, 255) if answer.counts is None else answer.counts[part.at]
    return values, np.where(part.at[:, None] >= 0, counts, np.uint8(0))


def _places(part: Stretch, lanes: Mapping[str, str], packet: int) -> Locate:
    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        step = int(part.at[beat])
        at = {"packet": packet, **(part.walk.named(step) if step >= 0 else {})}
        return {**at, lanes[field]: lane} if field in lanes else at

    return place
