"""Rows that are written and read in any order, and at once but for one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from golden.streams.frame import Frame, numbers
from tb.bench import Values
from tb.kraken.placed import PlacedCase
from tb.kraken.steps import Bools, Ints
from tb.kraken.words import bits

FEW = 8
"""Rows that the random cases of few rows use."""

CLOCKS = 200
"""Clocks of a random case."""

WORD = 8
"""Bits of a word of a row for reports, where they divide it."""


@dataclass(frozen=True, eq=False)
class Access:
    """What is asked of the memory in each clock.

    Attributes:
        write, read: bool [clocks].
        write_row, read_row: int64 [clocks].
    """

    write: Bools
    write_row: Ints
    read: Bools
    read_row: Ints

    @property
    def clocks(self) -> int:
        """How many."""
        return len(self.write)


def word_of(width: int) -> int:
    """Bits of a word of a row for reports."""
    return WORD if width % WORD == 0 else 1


def address_width(depth: int) -> int:
    """Bits of a row's number."""
    return max((depth - 1).bit_length(), 1)


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """The ends of the memory, a row that is read the clock after it was written, any order."""
    depth = values["Depth"]
    ends = sorted({0, 1, depth // 2, depth - 2, depth - 1} & set(range(depth)))
    yield _case(rng, values, "written, then read", _after(ends, ends))
    yield _case(rng, values, "read the other way", _after(ends, ends[::-1]))
    yield _case(rng, values, "read at once", _at_once(ends))
    if depth > 2:
        low, mid, high = 0, depth // 2, depth - 1
        both = [high, low, high, mid, high, mid, low, mid, low]
        yield _case(rng, values, "both ends at once", _at_once(both))
    yield _case(rng, values, "kept while others are written", _kept(ends))
    yield _case(rng, values, "few rows", _any(rng, range(max(depth - FEW, 0), depth)))
    yield _case(rng, values, "all rows", _any(rng, range(depth)))


def _after(written: Sequence[int], read: Sequence[int]) -> Access:
    """All writes, then all reads."""
    none = [0] * len(written)
    writes = np.arange(2 * len(written)) < len(written)
    return Access(writes, np.array([*written, *none]), ~writes, np.array([*none, *read]))


def _at_once(rows: Sequence[int]) -> Access:
    """Each row is read in the clock after it was written, while the next one is."""
    ones = np.ones(len(rows) + 1, np.bool_)
    ones[-1] = False
    return Access(ones, np.array([*rows, 0]), ones[::-1], np.array([0, *rows]))


def _kept(rows: Sequence[int]) -> Access:
    """A row is read once, then all rows are written, that one too."""
    write = np.array([True, False, *(True for _ in rows), False])
    written = np.array([rows[0], 0, *rows, 0])
    read = np.arange(len(write)) == 1
    return Access(write, written, read, np.full(len(write), rows[0]))


def _any(rng: np.random.Generator, rows: range) -> Access:
    """Random accesses, never both of one row, which no reader asks for."""
    write, read = rng.random(CLOCKS) < 0.6, rng.random(CLOCKS) < 0.6
    written, wanted = (rng.choice(np.array(rows), CLOCKS) for _ in range(2))
    # Rows that were written before are read more often than chance would have it.
    recent = np.roll(written, 1 + int(rng.integers(3)))
    wanted = np.where(rng.random(CLOCKS) < 0.7, recent, wanted)
    return Access(write, written, read & ~(write & (written == wanted)), wanted)


def _case(rng: np.random.Generator, values: Values, name: str, access: Access) -> PlacedCase:
    """The accesses with random data; what was never written may be anything."""
    width, clocks = values["Width"], access.clocks
    size = -(-width // 8)
    data = rng.integers(0, 256, (clocks, size), np.uint8)
    data[:, -1] &= (1 << ((width - 1) % 8 + 1)) - 1
    held: dict[int, int] = {}
    source = np.full(clocks, -1)
    shown = -1
    for clock in range(clocks):
        if access.read[clock]:
            shown = held.get(int(access.read_row[clock]), -1)
        source[clock] = shown
        if access.write[clock]:
            held[int(access.write_row[clock])] = clock
    known = np.broadcast_to(source[:, None] >= 0, data.shape)
    address = address_width(values["Depth"])
    taken = Frame(
        f"{name}/in",
        {
            "write": bits(access.write),
            "write_address": numbers(access.write_row.tolist(), address),
            "write_data": data,
            "read": bits(access.read),
            "read_address": numbers(access.read_row.tolist(), address),
        },
    )
    care = {"read_data": np.where(known, np.uint8(255), np.uint8(0))}
    given = Frame(f"{name}/out", {"read_data": data[source]}, care=care)

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {"row": int(access.write_row[source[beat]])} if source[beat] >= 0 else {}

    return PlacedCase(
        name, {"in": [taken], "out": [given]}, clocks=clocks + 1, locate={given: place}
    )
