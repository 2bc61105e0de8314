"""Bugs planted in `pool_pair`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SEEN = Seen(place={"port": "out"}, tests=("sound",))

BUGS: tuple[Bug, ...] = (
    Bug(
        "the lesser of two words",
        "pool_pair.sv",
        "b_greater ? b : a",
        "b_greater ? a : b",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a comparison that looks at a bit too low",
        "pool_pair.sv",
        "total[9]",
        "total[8]",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a carry into sums",
        "pool_pair.sv",
        "!sum}",
        "1'b1}",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a comparison of a sum",
        "pool_pair.sv",
        "sum ? b : ~b",
        "b",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "sums a bit too far to the left",
        "pool_pair.sv",
        "total[Width:1]",
        "total[Width-1:0]",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "sums instead of greater words and the other way round",
        "pool_pair.sv",
        "y         = sum ?",
        "y         = !sum ?",
        tests=(),
        block=SEEN,
    ),
)
