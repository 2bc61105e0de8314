"""Bugs planted in `pool_windows`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SEEN = Seen(place={"port": "out"}, tests=("sound",))

BUGS: tuple[Bug, ...] = (
    Bug(
        "the first window of a strip ends a column late",
        "pool_windows.sv",
        "(start ? kernel_w : kernel_w_q) - 16'd1",
        "(start ? kernel_w : kernel_w_q)",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "windows go on from strip to strip",
        "pool_windows.sv",
        "if (start || strip_done) begin",
        "if (start) begin",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "all columns as long as the first",
        "pool_windows.sv",
        "(first_strips ? bottom_q : bottom_last_q)",
        "bottom_q",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a slot is left only when another is taken",
        "pool_windows.sv",
        "if (ends_now) end_slot_q",
        "if (ends_now && begins_now) end_slot_q",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "windows begin a column too late",
        "pool_windows.sv",
        "(begins_now ? stride_w_q : until_begin_q) - 16'd1",
        "(begins_now ? stride_w_q : until_begin_q - 16'd1)",
        tests=(),
        block=SEEN,
    ),
    Bug(
        "a strip more with all beats",
        "pool_windows.sv",
        "strips_left_q <= strips;",
        "strips_left_q <= strips + 24'd1;",
        tests=(),
        block=SEEN,
    ),
)
