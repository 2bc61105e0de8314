"""What is counted of words that are cut for the port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from golden.kraken.stages.route import parts_of
from golden.streams.frame import Frame
from tb.coverage.model import Values
from tb.kraken.coverage.features import Feature, crossing, group_of
from tb.kraken.coverage.kinds import few

WORDS = ("narrow", "wide")
FEW = ("one", "more")


@dataclass(frozen=True, eq=False)
class Cut:
    """A packet.

    Attributes:
        wide: whether its words have 32 bits.
        beats: of words.
        parts: of a beat.
        rest: whether the last part of a beat is not full.
        before: whether the packet in front of it in its case is wide, or None.
    """

    wide: bool
    beats: int
    parts: int
    rest: bool
    before: bool | None


def _wide(frame: Frame) -> bool:
    return bool(frame.body["wide"][0, 0])


def _cuts(case: Any, before: Any, values: Values) -> Iterator[Cut]:
    frames: tuple[Frame | None, ...] = (None, *case.frames["in"])
    for earlier, frame in pairwise(frames):
        assert frame is not None
        wide = _wide(frame)
        size = values["Words"] * (4 if wide else 1)
        parts = parts_of(values["Words"], values["OutBytes"], wide)
        rest = size % values["OutBytes"] != 0
        yield Cut(wide, frame.beats, parts, rest, None if earlier is None else _wide(earlier))


FEATURES: tuple[Feature[Cut], ...] = (
    Feature("words", "of a packet", WORDS, lambda c: WORDS[c.wide]),
    Feature(
        "before",
        "words of the packet before",
        WORDS,
        lambda c: None if c.before is None else WORDS[c.before],
    ),
    Feature("beats", "of a packet", FEW, lambda c: few(c.beats)),
    Feature("parts", "of a beat", FEW, lambda c: few(c.parts)),
    Feature("last_part", "of a beat", ("full", "in part"), lambda c: ("full", "in part")[c.rest]),
)
CROSSES = (
    crossing(FEATURES, "changes", ("before", "words", "beats"), "words change behind each packet"),
    crossing(
        FEATURES,
        "cuts",
        ("words", "parts", "last_part"),
        "every way to cut words of each size; the port is no wider than a beat of wide words",
        lambda words, parts, last: (words, parts, last) == ("wide", "one", "in part"),
    ),
)
GROUPS = (group_of("cuts", "words that are cut", FEATURES, _cuts, CROSSES),)
