"""Beats of wide and of narrow words, and the parts that they leave in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from golden.kraken.stages.route import narrow_parts, parts_of
from golden.streams.frame import DATA, KEEP, USER, Frame, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.kraken.placed import Locate, PlacedCase

LATENCY = 2
"""Clocks from a beat of words to its first part."""

LENGTHS = {"narrow": (1, 7, 1, 2), "wide": (1, 6, 1, 3), "by turns": (1, 1, 2, 2, 1, 3, 4)}
"""Beats of the packets of each case."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Packets of words of 8 bits, of 32 bits, and of both by turns."""
    for name, lengths in LENGTHS.items():
        kinds = [name == "wide" or (name != "narrow" and i % 2 == 1) for i in range(len(lengths))]
        taken, sent, locate = [], [], dict[Frame, Locate]()
        for i, (wide, beats) in enumerate(zip(kinds, lengths, strict=True)):
            incoming, outgoing = _packet(rng, f"{name}/{i}", beats, wide, values)
            taken.append(incoming)
            sent.append(outgoing)
            locate[incoming] = _places(1, 1)
            locate[outgoing] = _places(parts_of(values["Words"], values["OutBytes"], wide), 4)
        clocks = sum(frame.beats for frame in sent) + LATENCY
        yield PlacedCase(name, {"in": taken, "out": sent}, clocks=clocks, locate=locate)


def _packet(
    rng: np.random.Generator, name: str, beats: int, wide: bool, values: Values
) -> tuple[Frame, Frame]:
    """A packet of words of any value; what lies above narrow words does not matter."""
    words, width = values["Words"], 32 if wide else 8
    data = rng.integers(-(1 << 31), 1 << 31, (beats, words), np.int64)
    marks = rng.random((beats, words)) < 0.7
    own = data if wide else pack_words(data, 32)[:, :words].view(np.int8).astype(np.int64)
    parts = narrow_parts(own, marks, width, values["OutBytes"])
    incoming = Frame(
        f"{name}/in",
        {DATA: pack_words(data, 32), USER: pack_marks(marks), "wide": numbers([wide] * beats, 1)},
    )
    body = {DATA: parts.data, USER: pack_marks(parts.user), KEEP: pack_marks(parts.keep)}
    return incoming, Frame(f"{name}/out", body)


def _places(parts: int, size: int) -> Locate:
    """The beat of words, and the part of it."""

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {"words": beat // parts, "part": beat % parts}

    return locate
