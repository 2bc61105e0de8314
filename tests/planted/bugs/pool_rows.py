"""Bugs planted in `pool_rows`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SEEN = Seen(place={"port": "out"}, tests=("sound",))

BUGS: tuple[Bug, ...] = (
    Bug(
        "a word that does not count is 0 to a greatest value",
        "pool_rows.sv",
        "sum ? '0 : -Y_WIDTH'(128)",
        "'0",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "the second half takes the height of the next beat's windows",
        "pool_rows.sv",
        "kernel_h[b] : kernel_h_q[b]",
        "kernel_h[b] : kernel_h[b]",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a row too many counts",
        "pool_rows.sv",
        "LEVELS'(i) < rows_out_q",
        "LEVELS'(i) <= rows_out_q",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a window counts if its last words do",
        "pool_rows.sv",
        "whole_in ? run_marks_in[s] && part_marks_in[s+LENGTH]",
        "whole_in ? part_marks_in[s+LENGTH]",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "every row but the first is the second window",
        "pool_rows.sv",
        "windows[stride*i*Y_WIDTH+:Y_WIDTH]",
        "windows[stride*Y_WIDTH+:Y_WIDTH]",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "the second half makes what the next beat asks for",
        "pool_rows.sv",
        "(b < SPLIT) ? sum : sum_q",
        "sum",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "long windows overlap by a word",
        "pool_rows.sv",
        ".b  (part_in[(s+LENGTH)*Y_WIDTH+:Y_WIDTH])",
        ".b  (part_in[(s+LENGTH-1)*Y_WIDTH+:Y_WIDTH])",
        tests=(),
        block=SEEN,
    ),
)
