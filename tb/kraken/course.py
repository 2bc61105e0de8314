"""Packets in time, clock by clock: their starts, their steps and the clocks in which they wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams, Header
from tb.kraken.directed_headers import directed_headers
from tb.kraken.random_headers import held_headers, random_header
from tb.kraken.steps import Bools, Ints
from tb.kraken.walk import Walk

IDLE, LONGEST_WAIT = 0.2, 3
"""Share of the clocks in which no step is done, and the most clocks between two packets."""

REST = 1
"""Clocks without a step behind the last packet: the inputs then stay as they are."""

COURSES, PACKETS = 4, 3
"""Random courses of a draw, and the packets of each."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """The clocks of one packet, from its start to that of the next one.

    Attributes:
        walk: the packet.
        step: bool [clocks], whether a step is done.
        at: int64 [clocks], the step in turn; -1 where there is none.
    """

    walk: Walk
    step: Bools
    at: Ints

    @property
    def clocks(self) -> int:
        """How many."""
        return len(self.step)

    @property
    def start(self) -> Bools:
        """Whether the packet begins: bool [clocks]."""
        return np.arange(self.clocks) == 0


def stretch(walk: Walk, idle: Bools, behind: int) -> Stretch:
    """Lay a packet out.

    Args:
        walk: the packet.
        idle: clocks without a step from the start on; those behind its last step do not count.
        behind: clocks between its last step and the next packet.
    """
    # No step comes with the start.
    free = np.flatnonzero(~np.append(idle, np.zeros(walk.count, np.bool_)))[: walk.count] + 1
    clocks = int(free[-1]) + 1 + behind
    step = np.zeros(clocks, np.bool_)
    step[free] = True
    at: Ints = np.cumsum(step) - step
    at[0] = -1
    at[int(free[-1]) + 1 :] = -1
    return Stretch(walk, step, at)


def random_courses(
    rng: np.random.Generator, array: ArrayParams
) -> Iterator[tuple[str, list[Stretch]]]:
    """Random packets, a few in a row, and such that hold their sums."""
    yield "held sums", _loose(rng, array, held_headers(rng, array))
    for i in range(COURSES):
        yield f"random {i}", _loose(rng, array, [random_header(rng, array) for _ in range(PACKETS)])


def directed_courses(array: ArrayParams) -> Iterator[tuple[str, list[Stretch]]]:
    """Directed packets in a row without a pause."""
    no_pause = np.zeros(0, np.bool_)
    for spot, headers in directed_headers(array).items():
        rest = [0] * (len(headers) - 1) + [REST]
        yield (
            spot,
            [
                stretch(Walk(header, array, name), no_pause, behind)
                for (name, header), behind in zip(headers, rest, strict=True)
            ],
        )


def _loose(
    rng: np.random.Generator, array: ArrayParams, headers: Sequence[Header]
) -> list[Stretch]:
    """Packets with clocks in which they wait."""
    waits = [*rng.integers(LONGEST_WAIT + 1, size=len(headers) - 1).tolist(), REST]
    walks = [Walk(header, array) for header in headers]
    return [
        stretch(walk, rng.random(2 * walk.count) < IDLE, wait)
        for walk, wait in zip(walks, waits, strict=True)
    ]
