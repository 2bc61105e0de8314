"""Packets that go one of two ways, for the benches of what leads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.streams.frame import DATA, Frame

WAYS = ("a", "b")
"""Names of the ways, by what a choice says."""

PACKETS, LONGEST = 12, 6
"""Packets of a case, and beats of the longest."""


def choices(rng: np.random.Generator) -> Iterator[tuple[str, Sequence[int], Sequence[int]]]:
    """Packets to lead: what the case is called, the way of each packet, and its beats."""
    yield "a alone", [0] * 4, [1, 3, 1, 2]
    yield "b alone", [1] * 4, [2, 1, 4, 1]
    yield "one beat by turns", [0, 1] * 6, [1] * 12
    for i in range(3):
        ways = rng.integers(0, 2, PACKETS).tolist()
        yield f"any {i}", ways, rng.integers(1, LONGEST, PACKETS, endpoint=True).tolist()


def payload(rng: np.random.Generator, name: str, beats: int, width: int) -> Frame:
    """A packet of random words of `width` bits."""
    words = rng.integers(0, 256, (beats, -(-width // 8)), np.uint8)
    words[:, -1] &= (1 << ((width - 1) % 8 + 1)) - 1
    return Frame(name, {DATA: words})
