"""The kinds of gaps and stalls that the bench makes, each drawn from the run's generator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from golden.streams.frame import Frame
from tb.transport.pattern import NO_DELAY, Pattern

SPARSE, DENSE = 1 / 16, 1 / 2
"""Share of the beats that are delayed."""

MASK_PERIOD = 61
"""Clocks of a random mask; a prime, so that it meets every phase of a layer."""

PAUSE = range(8, 41)
"""Clocks of a pause at a particular beat."""


@dataclass(frozen=True, eq=False)
class Landmarks:
    """What a pattern may know of a packet.

    Attributes:
        frame: the packet.
        edges: indices of the beats in the last column of a block.
    """

    frame: Frame
    edges: NDArray[np.int64]


Maker = Callable[[np.random.Generator, Landmarks], Pattern]


def none(rng: np.random.Generator, marks: Landmarks) -> Pattern:
    """No delay at all."""
    return NO_DELAY


def sparse(rng: np.random.Generator, marks: Landmarks) -> Pattern:
    """A short delay here and there."""
    return _some("sparse", rng, marks, SPARSE, 4)


def dense(rng: np.random.Generator, marks: Landmarks) -> Pattern:
    """Every other beat is delayed."""
    return _some("dense", rng, marks, DENSE, 4)


def bursts(rng: np.random.Generator, marks: Landmarks) -> Pattern:
    """Runs of beats without a gap, and long pauses between them."""
    delays = np.zeros(marks.frame.beats, np.uint32)
    at = int(rng.integers(1, 32))
    while at < len(delays):
        delays[at] = rng.choice(PAUSE)
        at += int(rng.integers(1, 64))
    return Pattern("bursts", delays)


def masked(rng: np.random.Generator, marks: Landmarks) -> Pattern:
    """A port that opens and closes by itself, whatever the design does meanwhile."""
    mask = rng.random(MASK_PERIOD) < rng.uniform(0.2, 0.8)
    mask[int(rng.integers(MASK_PERIOD))] = True
    return Pattern("masked", mask=mask)


def last_column(rng: np.random.Generator, marks: Landmarks) -> Pattern:
    """A pause exactly at the first beat of each last column."""
    starts = marks.edges[np.flatnonzero(np.diff(marks.edges, prepend=-2) > 1)]
    return _pauses("last_column", rng, marks, starts)


def after_header(rng: np.random.Generator, marks: Landmarks) -> Pattern:
    """A pause between the header (or the first beat) and the rest."""
    first = max(marks.frame.header_beats, 1)
    return _pauses("after_header", rng, marks, np.arange(first, min(first + 1, marks.frame.beats)))


def in_header(rng: np.random.Generator, marks: Landmarks) -> Pattern:
    """A pause before each of the first beats."""
    count = min(max(marks.frame.header_beats, 1), marks.frame.beats)
    return _pauses("in_header", rng, marks, np.arange(count))


def _some(
    name: str, rng: np.random.Generator, marks: Landmarks, share: float, longest: int
) -> Pattern:
    chosen = rng.random(marks.frame.beats) < share
    delays = np.where(chosen, rng.integers(1, longest, marks.frame.beats), 0)
    return Pattern(name, delays.astype(np.uint32))


def _pauses(
    name: str, rng: np.random.Generator, marks: Landmarks, beats: NDArray[np.int64]
) -> Pattern:
    delays = np.zeros(marks.frame.beats, np.uint32)
    delays[beats] = rng.choice(PAUSE, len(beats))
    return Pattern(name, delays)


KINDS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (none, sparse, dense, bursts, masked, last_column, after_header, in_header)
}
"""Every kind by its name."""
