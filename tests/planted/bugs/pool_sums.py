"""Bugs planted in `pool_sums`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SEEN = Seen(kinds=("mismatch", "unknown"), place={"port": "out"}, tests=("sound",))

BUGS: tuple[Bug, ...] = (
    Bug(
        "columns of one beat read what is not written yet",
        "pool_sums.sv",
        "valid && row == row_q",
        "1'b0",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a beat takes what one that is gone would have left",
        "pool_sums.sv",
        "valid && row == row_q",
        "row == row_q",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "the bias once more in every column",
        "pool_sums.sv",
        "sum_q ? AccWidth'($signed(v_q[l*VWidth+:VWidth])) : first",
        "first",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "marks of the window before stay in a slot",
        "pool_sums.sv",
        "begins_q[s] ? count : grown_mark",
        "grown_mark",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a window counts if any of its words does",
        "pool_sums.sv",
        "whole_q ? gathered[AT+AccWidth] && count",
        "whole_q ? gathered[AT+AccWidth] || count",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "the window that begins leaves",
        "pool_sums.sv",
        "ends_q[s] ? value : '0",
        "begins_q[s] ? value : '0",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "words from the row of the beat before",
        "pool_sums.sv",
        ".read_address (row)",
        ".read_address (row_q)",
        tests=(),
        block=SEEN,
    ),
)
