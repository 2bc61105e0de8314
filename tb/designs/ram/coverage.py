"""What is counted of rows that are written and read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tb.coverage.model import Values
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.signals import Given, given
from tb.kraken.steps import Bools, Ints

ACCESS = ("none", "write", "read", "both")
ROW = ("first", "between", "last")
AGE = ("a clock", "two clocks", "more")
MEANWHILE = ("nothing", "another row")


@dataclass(frozen=True, eq=False)
class Rows:
    """Accesses of a case, clock by clock.

    Attributes:
        write, read: bool [clocks].
        written, wanted: int64 [clocks], rows.
        age: int64 [clocks], clocks since the row that is read was written; 0 for none.
        depth: rows that there are.
    """

    write: Bools
    read: Bools
    written: Ints
    wanted: Ints
    age: Ints
    depth: int


def _number(clocks: Given, name: str) -> Ints:
    octets = clocks.frame.body[name].astype(np.int64)
    return octets @ (1 << 8 * np.arange(octets.shape[1]))


def _rows(case: Any, before: Any, values: Values) -> Iterator[Rows]:
    for clocks in given(case, before, values):
        write, read = clocks.bit("write"), clocks.bit("read")
        written, wanted = _number(clocks, "write_address"), _number(clocks, "read_address")
        age = np.zeros(len(write), np.int64)
        since: dict[int, int] = {}
        for clock in range(len(write)):
            if read[clock]:
                age[clock] = clock - since.get(int(wanted[clock]), clock)
            if write[clock]:
                since[int(written[clock])] = clock
        yield Rows(write, read, written, wanted, age, values["Depth"])


def _access(r: Rows) -> Found:
    kinds = (~r.write & ~r.read, r.write & ~r.read, r.read & ~r.write, r.write & r.read)
    return dict(zip(ACCESS, kinds, strict=True))


def _place(used: Bools, row: Ints, depth: int) -> Found:
    ends = (row == 0, (row > 0) & (row < depth - 1), row == depth - 1)
    return dict(zip(ROW, (used & end for end in ends), strict=True))


def _both(r: Rows, row: Ints) -> Found:
    return _place(r.read & r.write, row, r.depth)


FEATURES: tuple[Feature[Rows], ...] = (
    Feature("access", "of a clock", ACCESS, _access),
    Feature("written", "the row", ROW, lambda r: _place(r.write, r.written, r.depth)),
    Feature("read", "the row", ROW, lambda r: _place(r.read, r.wanted, r.depth)),
    Feature(
        "age",
        "clocks since the row that is read was written",
        AGE,
        lambda r: dict(zip(AGE, (r.age == 1, r.age == 2, r.age > 2), strict=True)),
    ),
    Feature(
        "meanwhile",
        "what is written in the clock of a read",
        MEANWHILE,
        lambda r: dict(zip(MEANWHILE, (r.read & ~r.write, r.read & r.write), strict=True)),
    ),
    Feature("row_written", "in the clock of a read", ROW, lambda r: _both(r, r.written)),
    Feature("row_read", "in the clock of a write", ROW, lambda r: _both(r, r.wanted)),
)
CROSSES = (
    crossing(
        FEATURES,
        "age_by_write",
        ("age", "meanwhile"),
        "a row is right as soon as it is written, whatever is written meanwhile",
    ),
    crossing(
        FEATURES,
        "ends",
        ("row_written", "row_read"),
        "both ports at each end of the memory; no reader asks for the row that is written",
        lambda written, read: written == read != "between",
    ),
)
GROUPS = (group_of("rows", "rows that are written and read", FEATURES, _rows, CROSSES),)
