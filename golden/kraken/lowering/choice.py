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
block of one input column is all there is. A candidate costs what `estimate` says; of equals the one
that moves fewer words is taken, and plain before all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from golden.kraken.timing.estimate import estimate, last_beats

KEPT = 4096
"""Choices that are remembered."""


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
    return min(found, key=lambda choice: (choice.clocks, choice.words), default=None)


def _candidates(shape: ConvShape, params: ArrayParams) -> Iterator[Choice]:
    """Group after group, then all groups in one packet."""
    try:
        group = _group(shape.one_group, params)
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
    clocks = sum(estimate(tiling, part.hold) for tiling, part in zip(tilings, parts, strict=True))
    words = sum(tiling.words for tiling in tilings)
    return Choice(shape, parts, clocks + last_beats(tilings[-1]), words)


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
def _group(shape: ConvShape, params: ArrayParams) -> tuple[Part, ...]:
    """The parts of a convolution of one group.

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
    return tuple(parts)


def _deep(part: Part, shape: ConvShape, params: ArrayParams, depth: int) -> Iterator[Part]:
    """A part, cut along the input channels if they are too many."""
    chunks = _chunks(shape.ci, depth)
    if len(chunks) == 1:
        yield from _stacked(part, shape, params)
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
        for stacked in _stacked(replace(part, inputs=inputs), shape, params):
            yield stacked.labelled(f"part {i + 1} of {len(chunks)}")


def _stacked(part: Part, shape: ConvShape, params: ArrayParams) -> tuple[Part, ...]:
    """A part that fits a packet, in stacks where that takes fewer clocks."""
    plain = part.shape(shape)
    found = []
    for rows, sharing in _rows(plain, params):
        label = "" if len(rows) == plain.h_o else f"rows {rows.start} to {rows.stop - 1}"
        moved = _moved(rows, part.rows.start)
        found.append(replace(part, rows=moved, sharing=sharing).labelled(label))
    return tuple(found)


Rows = tuple[tuple[range, Sharing], ...]
"""Output rows of packets and how their cores share the buses."""


@lru_cache(KEPT)
def _rows(shape: ConvShape, params: ArrayParams) -> Rows:
    """Into which packets the rows of a convolution that fits one are cut."""
    every = range(shape.h_o)
    blocks = -(-shape.h_o // params.rows)
    best = _single(shape, params)
    found = [best]
    for stack, sharing in _stacks(shape, params, blocks):
        rows = blocks // stack * stack * params.rows
        if rows >= shape.h_o:
            continue  # one packet, which `_single` has looked at
        try:
            rest = _single(shape.of_rows(range(rows, shape.h_o)), params)
            main = _cost(shape, params, range(rows), sharing)
        except ShapeError:
            continue
        _, _, ((_, below),) = rest
        found.append(
            (
                main[0] + rest[0],
                main[1] + rest[1],
                ((range(rows), sharing), (range(rows, every.stop), below)),
            )
        )
    return min(found, key=lambda cost: cost[:2])[2]


@lru_cache(KEPT)
def _single(shape: ConvShape, params: ArrayParams) -> tuple[int, int, Rows]:
    """The best single packet of a convolution: clocks, words, rows."""
    every = range(shape.h_o)
    blocks = -(-shape.h_o // params.rows)
    found = [(*_cost(shape, params, every, ALONE), ((every, ALONE),))]
    for stack, sharing in _stacks(shape, params, blocks):
        if blocks % stack == 0:
            try:
                cost = _cost(shape, params, every, sharing)
            except ShapeError:
                continue
            found.append((*cost, ((every, sharing),)))
    return min(found, key=lambda cost: cost[:2])


def _cost(shape: ConvShape, params: ArrayParams, rows: range, sharing: Sharing) -> tuple[int, int]:
    """Clocks and words of the packet of some rows; after the last rows their sums must leave."""
    tiling = Tiling(shape.of_rows(rows), params, sharing)
    leaving = last_beats(tiling) if rows.stop == shape.h_o else 0
    return estimate(tiling) + leaving, tiling.words


@lru_cache(KEPT)
def _stacks(shape: ConvShape, params: ArrayParams, blocks: int) -> tuple[tuple[int, Sharing], ...]:
    """Stacks of at most that many blocks for which there are buses enough."""
    places = shape.sw * (params.cols // (shape.kw + shape.sw - 1))
    if params.pixel_buses == 1 or shape.co % shape.sw or shape.co % places == 0:
        return ()
    found = []
    for stack in range(2, min(blocks, FIELDS["stack"].greatest) + 1):
        first = np.arange(0, stack * shape.co, places)
        last = np.minimum(first + places, stack * shape.co) - 1
        sets = int((last // shape.co - first // shape.co).max()) + 1
        if 1 < sets <= params.pixel_buses:
            found.append((stack, Sharing(sets, stack)))
    return tuple(found)
