"""Payload of any kind, which comes out as it went in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.streams.frame import DATA, Frame
from tb.bench import Case, Values

BEATS = (1, 2, 3, 40)
"""Lengths of the packets."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """Random payload; every other packet while the input is closed at random."""
    width = values["Width"]
    for i, beats in enumerate((*BEATS, *BEATS)):
        blocked = i >= len(BEATS)
        payload = rng.integers(0, 256, (beats, -(-width // 8)), np.uint8)
        payload[:, -1] &= (1 << ((width - 1) % 8 + 1)) - 1
        clocks = rng.integers(0, 2, (3 * beats, 1), np.uint8) * blocked
        clocks[-1] = 0
        name = f"{beats} beats{' blocked' if blocked else ''}"
        frames = {
            "in": [Frame(f"{name}/in", {DATA: payload, "block": np.zeros((beats, 1), np.uint8)})],
            "out": [Frame(f"{name}/out", {DATA: payload})],
            "block": [Frame(f"{name}/block", {"block": clocks})],
        }
        yield Case(name, frames, clocks=None if blocked else beats + 1, quiet=3 * beats + 4)
