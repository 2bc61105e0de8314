"""Payload of any kind, which comes out as it went in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.streams.frame import DATA, Frame
from tb.bench import Case, Values

BEATS = (1, 2, 3, 40)
"""Lengths of the packets."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """Random payload."""
    width = values["Width"]
    for beats in BEATS:
        payload = rng.integers(0, 256, (beats, -(-width // 8)), np.uint8)
        payload[:, -1] &= (1 << ((width - 1) % 8 + 1)) - 1
        name = f"{beats} beats"
        frames = {
            "in": [Frame(f"{name}/in", {DATA: payload})],
            "out": [Frame(f"{name}/out", {DATA: payload})],
        }
        yield Case(name, frames, clocks=beats + 1)
