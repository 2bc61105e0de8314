"""Which packets do a convolution in the fewest clocks.

The candidates are

* plain: all cores see the same pixels, group after group;
* stacks: blocks of rows lie on one another and the cores share the buses, so that those which the
  last channels of a layer would leave idle work on the next block. Blocks that do not fill the last
  stack are a packet of their own;
* packed: all groups of channels in one packet, their input channels shared out to the buses;
* each of these for the convolution as a matrix product, where its kernel is a single point: then a
  block has R pixels, wherever they lie.

What is deeper than a weight buffer is cut along C_i, with the sums kept in the array where one
block of one input column is all there is. A candidate costs what `estimate` says. Of those that
cost hardly more than the least, and no more than plain, the one that moves the fewest words is
taken: a stack that gains the last few clocks may read its weights many times more often. Plain goes
before its equals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from golden.kraken.errors import ShapeError
from golden.kraken.format.header import FIELDS
from golden.kraken.format.params import ArrayParams
from golden.kraken.format.shape import ConvShape
from golden.kraken.format.sharing import ALONE, Sharing
from golden.kraken.format.tiling import FIELD_MAX, Tiling
from golden.kraken.lowering.parts import Part
from golden.kraken.timing.estimate import estimate

KEPT = 4096
"""Choices that are remembered."""

HARDLY = 1024
"""One clock in so many is hardly more."""


@dataclass(frozen=True)
class Choice:
    """Packets for a convolution.

    Attributes:
        shape: the convolution, or the matrix product that it is done as.
        parts: what each packet does of it.
        clocks: about how many they take.
        words: words that they move.
    """

    shape: ConvShape
    parts: tuple[Part, ...]
    clocks: int
    words: int

    def way(self, shape: ConvShape) -> str:
        """How `shape`, the layer's own, is done, in a few words."""
        words = [] if self.shape == shape else ["matrix"]
        stacks = sorted({part.sharing.stack for part in self.parts} - {0}, reverse=True)
        if stacks:
            words.append("stack " + "+".join(map(str, stacks)))
        if any(part.groups > 1 for part in self.parts):
            words.append(f"packed on {self.parts[0].sharing}")
        elif self.shape.groups > 1:
            words.append("group after group")
        return ", ".join(words) or "plain"


def as_matrix(shape: ConvShape) -> ConvShape | None:
    """The matrix product of pixels that a convolution with a kernel of one point is, else None."""
    pads = (shape.pad_top, shape.pad_bottom, shape.pad_left, shape.pad_right)
    if (shape.kh, shape.kw) != (1, 1) or any(pads):
        return None
    pixels = shape.n * shape.h_o * shape.w_o
    return ConvShape(1, pixels, 1, shape.ci, shape.co, groups=shape.groups)


@lru_cache(KEPT)
def choose(shape: ConvShape, params: ArrayParams) -> Choice | None:
    """The best candidate; None if the array cannot do the convolution as it is."""
    matrix = as_matrix(shape)
    shapes = [shape] if matrix is None or matrix == shape else [shape, matrix]
    found = [choice for each in shapes for choice in _candidates(each, params)]
    return found[_best([(choice.clocks, choice.words) for choice in found])] if found else None


def single(shape: ConvShape, params: ArrayParams, sharing: Sharing) -> Choice:
    """The convolution as one packet whose cores share the buses as told.

    Raises:
        ShapeError: the array cannot do that.
    """
    return _costed(shape, params, (Part.whole(shape, sharing),))


def _best(costs: Sequence[tuple[int, int]]) -> int:
    """Which of some candidates to take, by their clocks and words; the first one is plain."""
    least = min(clocks for clocks, _ in costs)
    most = min(least + least // HARDLY, costs[0][0])
    good = [i for i, (clocks, _) in enumerate(costs) if clocks <= most]
    return min(good, key=lambda i: (costs[i][1], costs[i][0]))


def _candidates(shape: ConvShape, params: ArrayParams) -> Iterator[Choice]:
    """Group after group, without and with stacks, then all groups in one packet."""
    for stacks in (False, True):
        try:
            group = _group(shape.one_group, params, stacks)
        except ShapeError:
            return
        yield _costed(shape, params, _group_after_group(shape, group))
    for sets in range(1, params.pixel_buses + 1 if shape.groups > 1 else 1):
        part = Part.whole(shape, Sharing(sets))
        try:
            yield _costed(shape, params, (part,))
        except ShapeError:
            continue


def _costed(shape: ConvShape, params: ArrayParams, parts: Iterable[Part]) -> Choice:
    parts = tuple(parts)
    tilings = [part.tiling(shape, params) for part in parts]
    clocks = estimate(tilings, holds=parts[0].hold)
    return Choice(shape, parts, clocks, sum(tiling.words for tiling in tilings))


def _group_after_group(shape: ConvShape, group: tuple[Part, ...]) -> Iterator[Part]:
    """The parts of one group for all of them."""
    channels = shape.co // shape.groups
    for g in range(shape.groups):
        for part in group:
            moved = replace(
                part,
                channels=_moved(part.channels, g * channels),
                inputs=_moved(part.inputs, g * shape.depth),
            )
            yield moved if shape.groups == 1 else moved.labelled(f"group {g + 1} of {shape.groups}")


def _moved(indices: range, by: int) -> range:
    return range(indices.start + by, indices.stop + by)


def _chunks(size: int, most: int) -> list[range]:
    return [range(first, min(first + most, size)) for first in range(0, size, most)]


@lru_cache(KEPT)
def _group(shape: ConvShape, params: ArrayParams, stacks: bool) -> tuple[Part, ...]:
    """The parts of a convolution of one group.

    Args:
        shape: the convolution.
        params: the array.
        stacks: whether blocks of rows may lie on one another.

    Raises:
        ShapeError: the array cannot do it.
    """
    depth = params.weight_depth // (shape.sw * shape.kh)
    # One row of a single channel stands for all.
    row = replace(shape, n=1, h=shape.kh, ci=1, co=1, pad_top=0, pad_bottom=0)
    tiling = Tiling(row, params)
    parts: list[Part] = []
    for rows in _chunks(shape.h_o, FIELD_MAX * params.rows):
        for channels in _chunks(shape.co, FIELD_MAX * tiling.channels):
            part = Part(rows, channels, range(shape.ci))
            parts += _deep(part, shape, params, depth)
    if stacks:
        parts = [stacked for part in parts for stacked in _stacked(part, shape, params)]
    return tuple(parts)


def _deep(part: Part, shape: ConvShape, params: ArrayParams, depth: int) -> Iterator[Part]:
    """A part, cut along the input channels if they are too many."""
    chunks = _chunks(shape.ci, depth)
    if len(chunks) == 1:
        yield part
        return
    tiling = replace(part, inputs=chunks[0]).tiling(shape, params)
    last = len(chunks) - 1
    if shape.n == tiling.l == shape.w == 1:
        for first in range(part.channels.start, part.channels.stop, tiling.channels):
            channels = range(first, min(first + tiling.channels, part.channels.stop))
            for i, inputs in enumerate(chunks):
                label = f"channel {first} pass {i + 1} of {len(chunks)}"
                yield Part(part.rows, channels, inputs, hold=i < last, goes_on=i > 0, label=label)
        return
    for i, inputs in enumerate(chunks):
        yield replace(part, inputs=inputs, label=f"part {i + 1} of {len(chunks)}")


def _stacked(part: Part, shape: ConvShape, params: ArrayParams) -> tuple[Part, ...]:
    """A part that is a packet, in stacks where that takes fewer clocks."""
    if part.hold or part.goes_on:
        return (part,)
    plain = part.shape(shape)
    found = []
    for rows, sharing in _rows(plain, params):
        label = "" if len(rows) == plain.h_o else f"rows {rows.start} to {rows.stop - 1}"
        moved = _moved(rows, part.rows.start)
        label = f"{part.label} {label}".strip()
        found.append(replace(part, rows=moved, sharing=sharing, label=label))
    return tuple(found)


Rows = tuple[tuple[range, Sharing], ...]
"""Output rows of packets and how their cores share the buses."""


@lru_cache(KEPT)
def _rows(shape: ConvShape, params: ArrayParams) -> Rows:
    """Into which packets the rows of a convolution that fits one are cut."""
    blocks = -(-shape.h_o // params.rows)
    found = _whole(shape, params)
    for sharing in _stacks(shape, params, blocks):
        stacked = blocks // sharing.stack * sharing.stack
        rows = stacked * params.rows
        if rows >= shape.h_o:
            continue
        floor = _floor(shape, params, sharing.stack, stacked)
        if floor + _floor(shape, params, 0, blocks - stacked) > found.limit:
            continue
        # Rows that see nothing but padding are no packet of their own.
        with suppress(ShapeError):
            below = range(rows, shape.h_o)
            rest = _single(shape.of_rows(below), params)
            found.add(((range(rows), sharing), (below, rest)))
    return found.best


def _whole(shape: ConvShape, params: ArrayParams) -> _Found:
    """All rows in a single packet, plain and in stacks that fill it."""
    blocks = -(-shape.h_o // params.rows)
    found = _Found(shape, params)
    found.add(((range(shape.h_o), ALONE),))
    for sharing in _stacks(shape, params, blocks):
        fits = blocks % sharing.stack == 0
        if fits and _floor(shape, params, sharing.stack, blocks) <= found.limit:
            found.add(((range(shape.h_o), sharing),))
    return found


@lru_cache(KEPT)
def _single(shape: ConvShape, params: ArrayParams) -> Sharing:
    """How the cores best share the buses in a single packet."""
    return _whole(shape, params).best[0][1]


class _Found:
    """Ways to cut the rows of a convolution, the first of which is plain, and what they cost."""

    def __init__(self, shape: ConvShape, params: ArrayParams) -> None:
        self._shape, self._params = shape, params
        self._ways: list[Rows] = []
        self._costs: list[tuple[int, int]] = []

    @property
    def limit(self) -> int:
        """Clocks above which no way is taken, whatever else is found."""
        least = min(clocks for clocks, _ in self._costs)
        return least + least // HARDLY

    @property
    def best(self) -> Rows:
        """The way to take."""
        return self._ways[_best(self._costs)]

    def add(self, rows: Rows) -> None:
        """Count what a way costs."""
        tilings = [Tiling(self._shape.of_rows(p), self._params, sharing) for p, sharing in rows]
        self._ways.append(rows)
        self._costs.append((estimate(tilings), sum(tiling.words for tiling in tilings)))


def _floor(shape: ConvShape, params: ArrayParams, stack: int, blocks: int) -> int:
    """Clocks that some blocks take at least in stacks of that many; in any stacks where it is 0."""
    places = _places(shape, params)
    steps = shape.n * shape.w * shape.ci * shape.kh
    if stack:
        return -(-stack * shape.co // places) * (blocks // stack) * steps
    return blocks * shape.co * steps // places


def _places(shape: ConvShape, params: ArrayParams) -> int:
    """Output channels that the array has room for."""
    return shape.sw * (params.cols // (shape.kw + shape.sw - 1))


@lru_cache(KEPT)
def _stacks(shape: ConvShape, params: ArrayParams, blocks: int) -> tuple[Sharing, ...]:
    """Stacks of at most that many blocks for which there are buses enough."""
    places = _places(shape, params)
    share = shape.co // shape.sw * (shape.kw + shape.sw - 1)
    if (
        params.pixel_buses == 1
        or shape.co % shape.sw
        or shape.co % places == 0
        or share > FIELDS["share"].greatest
    ):
        return ()
    found = []
    for stack in range(2, min(blocks, FIELDS["stack"].greatest) + 1):
        sets = _sets(shape.co, places, stack)
        if 1 < sets <= params.pixel_buses and stack * shape.co <= FIELD_MAX * places:
            found.append(Sharing(sets, stack))
    return tuple(found)


@lru_cache(None)
def _sets(channels: int, places: int, stack: int) -> int:
    """The most blocks of a stack that an iteration works on."""
    first = np.arange(0, stack * channels, places)
    last = np.minimum(first + places, stack * channels) - 1
    return int((last // channels - first // channels).max()) + 1
