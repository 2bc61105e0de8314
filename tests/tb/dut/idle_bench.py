"""A design that reads its payload while nothing is valid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tb.bench import SINK, SOURCE, Arrays, Bench, Values, random_words, stream


def golden(inputs: Any, values: Values) -> Arrays:
    """Each beat less the one before; the first one of a packet less nothing."""
    words = inputs["in"].ravel()
    return {"out": np.diff(words, prepend=0) & 0xFFF}


def stimulus(rng: np.random.Generator, values: Values) -> Iterator[Arrays]:
    """One packet: behind its last beat the fault would show without a gap."""
    yield {"in": random_words(rng, 40, 1, 12, signed=False)}


BENCH = Bench(
    toplevel="idle_tap",
    sources=["idle_tap.sv"],
    ports=[
        stream("in", "s_axis", SOURCE, word=12, signed=False),
        stream("out", "m_axis", SINK, word=12, signed=False),
    ],
    golden=golden,
    stimulus=stimulus,
)
