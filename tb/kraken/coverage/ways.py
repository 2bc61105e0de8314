"""Coverage of packets that are led one of two ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from golden.streams.frame import DATA
from tb.coverage.model import Values
from tb.kraken.coverage.features import Feature, crossing, group_of
from tb.kraken.coverage.kinds import few
from tb.kraken.ways import WAYS

FEW = ("one", "more")


@dataclass(frozen=True)
class Led:
    """A packet.

    Attributes:
        way: where it goes.
        beats: how long it is.
        before: way and beats of the packet in front of it in its case, or None.
    """

    way: str
    beats: int
    before: tuple[str, int] | None


def _led(case: Any, before: Any, values: Values) -> Iterator[Led]:
    frames = {way: iter(case.frames[way]) for way in WAYS}
    ways = [WAYS[int(row[0])] for row in case.frames["select"][0].body[DATA]]
    packets = [(way, next(frames[way]).beats) for way in ways]
    for earlier, (way, beats) in pairwise((None, *packets)):  # type: ignore[misc]
        yield Led(way, beats, earlier)


FEATURES: tuple[Feature[Led], ...] = (
    Feature("way", "of a packet", WAYS, lambda p: p.way),
    Feature("beats", "of a packet", FEW, lambda p: few(p.beats)),
    Feature("way_before", "of the packet before", WAYS, lambda p: p.before and p.before[0]),
    Feature("beats_before", "of the packet before", FEW, lambda p: p.before and few(p.before[1])),
)
CROSSES = (
    crossing(
        FEATURES,
        "changes",
        ("way_before", "beats_before", "way", "beats"),
        "the way stays until the last beat, and changes with the next one",
    ),
)
GROUPS = (group_of("ways", "packets that are led", FEATURES, _led, CROSSES),)
