"""What is counted of sets that are gathered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.streams.frame import USER, Frame
from golden.streams.words import unpack_marks
from tb.coverage.model import Values
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.steps import Bools, Ints

SIZE = ("one word", "part of a beat", "a beat", "beats and a part", "beats")
ROOM = ("all of it", "less")
LAST = ("none", "inside", "at its end", "both")


@dataclass(frozen=True, eq=False)
class Sets:
    """The sets of a packet.

    Attributes:
        sizes: int64 [sets], words.
        beats: int64 [sets].
        inside, ends: bool [sets], whether ``tlast`` is in a beat but the last, and in that one.
        marked: int64 [sets], words that carry something.
        lanes, most: words of a beat, and of the largest set.
    """

    sizes: Ints
    beats: Ints
    inside: Bools
    ends: Bools
    marked: Ints
    lanes: int
    most: int


def _sets(case: Any, before: Any, values: Values) -> Iterator[Sets]:
    lanes = values["InWords"]
    for frame in case.frames["in"]:
        yield _of(frame, lanes, values["OutWords"])


def _of(frame: Frame, lanes: int, most: int) -> Sets:
    """Sets from the first to the last beat of one time through the body."""
    told = frame.body["set_words"].astype(np.int64)
    words = told[:, 0] + 256 * told[:, 1]
    parts = -(-words // lanes)
    begins = []
    at = 0
    while at < len(words):
        begins.append(at)
        at += int(parts[at])
    first = np.array(begins)
    last = np.zeros(len(words), np.int64)
    last[[i for i in frame.lasts if i < len(words)]] = 1
    closing = first + parts[first] - 1
    kept = unpack_marks(frame.body[USER], lanes).sum(axis=1)
    return Sets(
        words[first],
        parts[first],
        np.add.reduceat(last, first) > last[closing],
        last[closing] > 0,
        np.add.reduceat(kept, first),
        lanes,
        most,
    )


def _size(s: Sets) -> Found:
    rest = s.sizes % s.lanes != 0
    masks = (s.sizes == 1, s.sizes < s.lanes, s.sizes == s.lanes, rest, ~rest)
    return dict(zip(SIZE, masks, strict=True))


def _last(s: Sets) -> Found:
    kinds = (~s.inside & ~s.ends, s.inside & ~s.ends, s.ends & ~s.inside, s.ends)
    return dict(zip(LAST, kinds, strict=True))


FEATURES: tuple[Feature[Sets], ...] = (
    Feature("size", "of a set, in words of the port", SIZE, _size),
    Feature(
        "room",
        "that a set takes",
        ROOM,
        lambda s: {ROOM[0]: s.sizes == s.most, ROOM[1]: s.sizes < s.most},
    ),
    Feature("last", "tlast of a set", LAST, _last),
    Feature(
        "marks",
        "words of a set that carry something",
        ("none", "some"),
        lambda s: {"none": s.marked == 0, "some": s.marked > 0},
    ),
)
CROSSES = (
    crossing(
        FEATURES,
        "last_by_size",
        ("size", "last"),
        "a tlast within a set is told, wherever it comes",
        lambda size, last: size in SIZE[:3] and last in ("inside", "both"),
    ),
)
GROUPS = (group_of("sets", "sets of words", FEATURES, _sets, CROSSES),)
