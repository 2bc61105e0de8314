"""Coverage of what becomes of sums before they are scaled to int8, and of their tiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.kraken.stages.requantizer import RequantizerConfig
from tb.coverage.model import Group, Values
from tb.kraken.coverage.features import Feature, Found, crossing, group_of, number
from tb.kraken.coverage.kinds import few
from tb.kraken.coverage.scaling import ENDS, SHIFT, Scaled, counting, ends_of, shifts
from tb.kraken.steps import Ints
from tb.kraken.works import SumsWork

HALF = 1 << 31
ROWS = ("one", "some", "as many as there is room for")


@dataclass(frozen=True, eq=False)
class Entries:
    """Sums that count, with what is done to them first; int64 [words] each.

    Attributes:
        sums, bias, shift: of the words and of their channels.
        biased, scaled: with the bias, and shifted to the left.
    """

    sums: Ints
    bias: Ints
    shift: Ints
    biased: Ints
    scaled: Ints


@dataclass(frozen=True, eq=False)
class Tiles:
    """A packet's configuration.

    Attributes:
        config: it.
        depth: beats of a column that there is room for.
    """

    config: RequantizerConfig
    depth: int


def entries_of(work: SumsWork) -> Iterator[Entries]:
    """The sums of a packet, tile by tile."""
    for part, marks in work.tiles():
        arrays = (part.sums, part.bias, part.shift, part.biased, part.scaled)
        yield Entries(*counting(marks, *arrays))


def scaled_of(work: SumsWork) -> Iterator[Scaled]:
    """What is scaled of a packet, tile by tile."""
    c = work.config
    for part, marks in work.tiles():
        x, mantissa, right = counting(marks, part.scaled, part.mantissa, part.right)
        ends = (np.asarray(value) for value in (c.zero_point, c.low, c.high))
        yield Scaled(x, mantissa, right, c.rounding, *ends)


def _wraps(e: Entries) -> Found:
    lost = e.biased != e.sums + e.bias
    return {"wraps": lost, "fits": ~lost}


def _left(e: Entries) -> Found:
    return shifts(np.maximum(e.shift, 0))


def _kept(e: Entries) -> Found:
    lost = e.scaled != e.biased << np.maximum(e.shift, 0)
    return {"wraps": lost, "fits": ~lost}


def _rows(t: Tiles) -> str:
    rows = len(t.config.tiles[0])
    return ROWS[0] if rows == 1 else ROWS[2] if rows == t.depth else ROWS[1]


ENTRIES: tuple[Feature[Entries], ...] = (
    Feature("sum", "as the engine has it", ENDS, lambda e: ends_of(e.sums, -HALF, HALF - 1)),
    Feature("bias", "of the channel", ENDS, lambda e: ends_of(e.bias, -HALF, HALF - 1)),
    Feature("with_bias", "the sum with its bias", ("fits", "wraps"), _wraps),
    Feature("left", "shift to the left", SHIFT, _left),
    Feature("shifted", "what is shifted to the left", ("fits", "wraps"), _kept),
)
ENTRY_CROSSES = (
    crossing(
        ENTRIES,
        "bias_that_wraps",
        ("bias", "with_bias"),
        "sums beyond each end",
        lambda bias, with_bias: bias == "zero" and with_bias == "wraps",
    ),
    crossing(
        ENTRIES,
        "shift_that_wraps",
        ("left", "shifted"),
        "bits that a shift loses",
        lambda left, shifted: left == "0" and shifted == "wraps",
    ),
)

TILES: tuple[Feature[Tiles], ...] = (
    number("tiles", "of a packet; there is room for two", lambda t: len(t.config.tiles), 4),
    Feature("rows", "beats of a column", ROWS, _rows),
    Feature(
        "last_tile",
        "beats of a column of the last tile",
        ("as many", "fewer"),
        lambda t: "fewer" if len(t.config.tiles[-1]) < len(t.config.tiles[0]) else "as many",
    ),
    number("columns", "of a tile", lambda t: t.config.columns, 3),
    Feature("beats", "of the packet", ("one", "more"), lambda t: few(t.config.beats)),
)
TILE_CROSSES = (
    crossing(
        TILES,
        "rows_by_columns",
        ("rows", "columns"),
        "how often a row is read again, and how soon a tile is done",
    ),
)


Works = Callable[[Any], Iterable[SumsWork]]
"""The packets of a case."""


def entry_group(works: Works) -> Group:
    """The group ``entry``: bias and shift to the left."""

    def things(case: Any, before: Any, values: Values) -> Iterator[Entries]:
        for work in works(case):
            yield from entries_of(work)

    return group_of(
        "entry", "sums with their bias, shifted to the left", ENTRIES, things, ENTRY_CROSSES
    )


def tiles_group(works: Works, depth: Callable[[Values], int]) -> Group:
    """The group ``tiles``: how packets lie in tiles.

    Args:
        works: packets.
        depth: beats of a column that there is room for.
    """

    def things(case: Any, before: Any, values: Values) -> Iterator[Tiles]:
        for work in works(case):
            yield Tiles(work.config, depth(values))

    return group_of("tiles", "tiles of a packet", TILES, things, TILE_CROSSES)
