"""What the buses show in each clock, from the loads and shifts up to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tb.kraken.steps import Bools, Ints


@dataclass(frozen=True, eq=False)
class Given:
    """The inputs in each clock.

    Attributes:
        load, shift, together: bool [clocks].
        words: int64 [clocks, buses * words of a set].
        marks: bool of the same shape, words that carry something.
        zero_point: int64 [clocks].
    """

    load: Bools
    shift: Bools
    together: Bools
    words: Ints
    marks: Bools
    zero_point: Ints


def shown(given: Given, rows: int, buses: int) -> tuple[Ints, Bools]:
    """The pixels after each clock: [clocks, buses, rows], and those that are defined.

    A set begins behind the longest one before it, or where sets are together behind the `rows`
    words of the one before; row r is then its word r, one word further on for each shift since.
    """
    clock = np.arange(len(given.load))
    loaded = np.maximum.accumulate(np.where(given.load, clock, -1))
    at = np.maximum(loaded, 0)
    shifts = np.cumsum(given.shift & ~given.load)
    behind = (shifts - shifts[at])[:, None] + np.arange(rows)  # words from the set's first
    longest = given.words.shape[1] // buses
    size = np.where(given.together[at], rows, longest)
    bus = np.arange(buses)
    word = (bus * size[:, None])[..., None] + behind[:, None]
    held = (bus + 1) * size[:, None] <= np.where(given.together[at], longest, longest * buses)[
        :, None
    ]
    known = (behind < size[:, None])[:, None] & held[..., None] & (loaded >= 0)[:, None, None]
    word = np.where(known, word, 0)
    carries = given.marks[at[:, None, None], word]
    centred = given.words[at[:, None, None], word] - given.zero_point[at][:, None, None]
    return np.where(carries, centred, 0), known
