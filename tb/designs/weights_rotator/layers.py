"""The engine that a rotator belongs to, and layers whose weights go through it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import ArrayParams, Packet
from tb.bench import Values
from tb.designs.conv_engine.random_layers import random_layer
from tb.designs.conv_engine.spec import LayerSpec
from tb.designs.conv_engine.steps import packets_of

LONGEST = 100
"""Steps of the longest random layer, about."""
LEAST_WORD, MOST_WORD, MOST_CORES = 2, 16, 1024
"""Bits of a weight, and cores, that the engine may have."""


def word_of(row_width: int) -> int:
    """Bits of a weight in rows of that width: 8 where that divides it, else the most that do.

    It is 0 where no engine has such rows.
    """
    words = (8, *range(MOST_WORD, LEAST_WORD - 1, -1))
    fits = (w for w in words if row_width % w == 0 and row_width // w <= MOST_CORES)
    return next(fits, 0)


def array_of(values: Values) -> ArrayParams:
    """An engine with such a rotator; few rows, so that tiles are replayed often."""
    word = word_of(values["RowWidth"])
    cols = values["RowWidth"] // word
    return ArrayParams(
        rows=2, cols=cols, k_width=word, weight_depth=values["Depth"], out_channels=1
    )


def rounds(rng: np.random.Generator, array: ArrayParams) -> Iterator[tuple[str, list[Packet]]]:
    """Packets to send one after another: at the ends of the sizes, then of two random layers."""
    for spec in ends(array):
        yield spec.name, packets_of(rng, array, spec)
    pair = [random_layer(rng, array, f"layer {i}", LONGEST) for i in range(2)]
    yield "two layers", [packet for spec in pair for packet in packets_of(rng, array, spec)]


def ends(array: ArrayParams) -> Iterator[LayerSpec]:
    """Tiles of one row, used once or often, rows that no column uses, and many tiles."""
    co = 3 * array.cols + 1
    yield LayerSpec("one row, used once", 1, 1, 1, co)
    yield LayerSpec("one row, used often", 3, 2, 1, co, n=2)
    if array.cols >= 4:
        few = 2 * 3 * (array.cols // 4) + 1
        yield LayerSpec("narrower than the stride", 5, 2, 2, few, (2, 2), (1, 3), pad="SAME")
        yield LayerSpec("more columns than the stride", 3, 7, 1, few, (3, 2), (2, 3), pad="SAME")
