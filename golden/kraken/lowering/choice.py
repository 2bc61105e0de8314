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
        rows = blocks // sharing.stack * sharing.stack * params.rows
        if rows < shape.h_o:
            # Rows that see nothing but padding are no packet of their own.
            with suppress(ShapeError):
                below = range(rows, shape.h_o)
                rest = _single(shape.of_rows(below), params)
                found.append(((range(rows), sharing), (below, rest)))
    return _least(found, shape, params)


def _whole(shape: ConvShape, params: ArrayParams) -> list[Rows]:
    """All rows in a single packet, plain and in stacks that fill it."""
    blocks = -(-shape.h_o // params.rows)
    stacks = [s for s in _stacks(shape, params, blocks) if blocks % s.stack == 0]
    return [((range(shape.h_o), sharing),) for sharing in (ALONE, *stacks)]


@lru_cache(KEPT)
def _single(shape: ConvShape, params: ArrayParams) -> Sharing:
    """How the cores best share the buses in a single packet."""
    return _least(_whole(shape, params), shape, params)[0][1]


def _least(found: Sequence[Rows], shape: ConvShape, params: ArrayParams) -> Rows:
    """The best of some ways to cut rows, the first of which is plain."""
    costs = []
    for rows in found:
        tilings = [Tiling(shape.of_rows(part), params, sharing) for part, sharing in rows]
        costs.append((estimate(tilings), sum(tiling.words for tiling in tilings)))
    return found[_best(costs)]


@lru_cache(KEPT)
def _stacks(shape: ConvShape, params: ArrayParams, blocks: int) -> tuple[Sharing, ...]:
    """Stacks of at most that many blocks for which there are buses enough."""
    places = shape.sw * (params.cols // (shape.kw + shape.sw - 1))
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
        first = np.arange(0, stack * shape.co, places)
        last = np.minimum(first + places, stack * shape.co) - 1
        sets = int((last // shape.co - first // shape.co).max()) + 1
        if 1 < sets <= params.pixel_buses and stack * shape.co <= FIELD_MAX * places:
            found.append(Sharing(sets, stack))
    return tuple(found)
