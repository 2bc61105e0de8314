"""Bugs planted in `weights_rotator`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SMALL = {"RowWidth": 192, "Depth": 256}

BUGS: tuple[Bug, ...] = (
    Bug(
        "weights of two taps swapped",
        "weights_rotator.sv",
        "read_address = ADDRESS_WIDTH'(read_row_q) +",
        "read_address = (ADDRESS_WIDTH'(read_row_q) ^ ADDRESS_WIDTH'(1)) +",
        kinds=("mismatch", "unknown"),
        block=Seen(
            kinds=("mismatch", "unknown"),
            place={"port": "weights", "beat": 0, "iteration": 0, "core": 0},
            parameters=SMALL,
        ),
    ),
    Bug(
        "buffer not freed",
        "weights_rotator.sv",
        "if (read && read_tile_ends) whole_q[read_buffer_q] <= 1'b0;",
        "",
        kinds=("mismatch",),
        causes=("stale weights",),
        block=Seen(
            kinds=("mismatch",), place={"port": "read", "beat": 3, "iteration": 3}, parameters=SMALL
        ),
    ),
    Bug(
        "stale weights: buffers do not change places for reading",
        "weights_rotator.sv",
        "(read_buffer_q ? ADDRESS_WIDTH'(Depth) : '0)",
        "'0",
        kinds=("mismatch",),
        causes=("stale weights",),
        place={"iteration": 1},
        # With the second tile cut short no row is written where one is read.
        block=Seen(
            kinds=("mismatch",),
            place={"port": "weights", "iteration": 1, "kh": 0},
            parameters=SMALL,
            tests=("wrong_last",),
        ),
    ),
    Bug(
        "row read before it is written",
        "weights_rotator.sv",
        "read_row_q < write_row_q",
        "(write_row_q != '0 && read_row_q <= write_row_q)",
        tests=("stalls",),
        kinds=("mismatch", "unknown"),
        block=Seen(
            kinds=("mismatch", "unknown"),
            place={"port": "weights", "beat": 1, "kh": 1},
            parameters=SMALL,
        ),
    ),
    Bug(
        "tile left before it has come in",
        "weights_rotator.sv",
        "!read_tile_ends && read_row_q",
        "read_row_q",
        kinds=("mismatch",),
        causes=("stale weights",),
        place={"iteration": 2},
        block=Seen(place={"port": "status", "beat": 8}, parameters=SMALL, tests=("timeline",)),
    ),
    Bug(
        "reset misses the row to read",
        "weights_rotator.sv",
        "      read_row_q    <= '0;\n    end else if",
        "    end else if",
        tests=("reset_mid_packet",),
        kinds=("mismatch", "stuck", "flag", "unknown"),
        block=Seen(
            kinds=("mismatch", "unknown"),
            place={"port": "weights", "beat": 0},
            parameters=SMALL,
            tests=("reset",),
        ),
    ),
    Bug(
        "block does not go back to the first row",
        "weights_rotator.sv",
        "read_block_ends || read_row_next",
        "read_tile_ends || read_row_next",
        block=Seen(
            kinds=("mismatch",),
            place={"port": "weights", "beat": 8, "block": 1, "w": 0, "kh": 0},
            parameters=SMALL,
        ),
    ),
    Bug(
        "header of the other buffer",
        "weights_rotator.sv",
        "read_buffer_q ? header_1_q : header_0_q",
        "read_buffer_q ? header_0_q : header_1_q",
        kinds=("clocks", "flag"),
        block=Seen(
            kinds=("mismatch", "unknown"),
            place={"port": "read", "beat": 1, "iteration": 0},
            parameters=SMALL,
        ),
    ),
    Bug(
        "early tlast goes unnoticed",
        "weights_rotator.sv",
        "s_axis_tlast != packet_done",
        "!s_axis_tlast && packet_done",
        tests=("illegal_header",),
        kinds=("error",),
        block=Seen(
            kinds=("mismatch",),
            place={"port": "row", "beat": 8, "iteration": 1, "input_channel": 0},
            parameters=SMALL,
            tests=("wrong_last",),
        ),
    ),
    Bug(
        "packet called whole before its last tile is",
        "weights_rotator.sv",
        "tile_whole && (last_q[read_buffer_q] || other_whole)",
        "tile_whole",
        tests=("illegal_header",),
        kinds=("error",),
        block=Seen(
            kinds=("mismatch",), place={"port": "read", "beat": 0, "iteration": 0}, parameters=SMALL
        ),
    ),
    Bug(
        "every header said to be that of the packet",
        "weights_rotator.sv",
        "matches_q <= (read_buffer_q ? header_1_q : header_0_q) == read_header;",
        "matches_q <= 1'b1;",
        tests=("illegal_header",),
        kinds=("surplus", "mismatch", "error", "error code"),
        block=Seen(place={"port": "read", "beat": 1}, parameters=SMALL, tests=("header",)),
    ),
    Bug(
        "comparison told before it was made",
        "weights_rotator.sv",
        "assign tile_known = known_q;",
        "assign tile_known = tile_whole || write_row_q != '0;",
        parameters={"Rows": 4, "Cols": 24},
        kinds=("clocks", "flag", "error", "error code", "stuck"),
        block=Seen(place={"port": "status", "beat": 1}, parameters=SMALL, tests=("timeline",)),
    ),
    Bug(
        "comparison told without a tile",
        "weights_rotator.sv",
        "known_q   <= tile_whole || write_row_q != '0;",
        "known_q   <= 1'b1;",
        parameters={"Rows": 4, "Cols": 24},
        kinds=("clocks", "flag", "error", "error code", "stuck"),
        block=Seen(place={"port": "status", "beat": 0}, parameters=SMALL, tests=("timeline",)),
    ),
    Bug(
        "tile with a fault called whole",
        "weights_rotator.sv",
        "if (write && write_row_last && !last_fault)",
        "if (write && write_row_last)",
        tests=("illegal_header",),
        kinds=("error",),
        block=Seen(
            ("surplus", "mismatch"), place={"port": "read"}, parameters=SMALL, tests=("wrong_last",)
        ),
    ),
    Bug(
        "buffers overlap by a row",
        "weights_rotator.sv",
        "ADDRESS_WIDTH'(Depth)",
        "ADDRESS_WIDTH'(Depth - 1)",
        tests=("deep",),
        kinds=("mismatch", "unknown"),
        count=2,
        block=Seen(place={"port": "weights"}, parameters=SMALL, tests=("full",)),
    ),
)
