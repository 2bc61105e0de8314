"""The bench of `axis_skid`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.streams.frame import DATA, Frame
from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Case,
    Field,
    Parameter,
    Port,
    Values,
    level_input,
    stream,
)
from tb.designs.conv_engine.array import RTL

BEATS = (1, 2, 3, 40)
"""Lengths of the packets."""


def ports(values: Values) -> tuple[Port, ...]:
    """The stream on both sides, and what closes the input; no beat passes while it does."""
    word = min(values["Width"], 8)
    closed = Field("block", "s_axis_block", turned=True)
    return (
        stream("in", "s_axis", SOURCE, word=word, last=False, extra=(closed,)),
        stream("out", "m_axis", SINK, word=word, last=False),
        level_input("block", Field("block", "s_axis_block")),
    )


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


BENCH = Bench(
    toplevel="axis_skid",
    meaning="register slice for one stream",
    sources=[RTL / "axis_skid.sv"],
    ports=ports,
    cases=cases,
    parameters=(Parameter("Width", 8, 1, 4096, "bits of payload"),),
    quiet=8,
    lint=({}, {"Width": 1}, {"Width": 65}),
)
