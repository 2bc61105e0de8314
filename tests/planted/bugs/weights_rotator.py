"""Bugs planted in `weights_rotator`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
    Bug(
        "weights of two taps swapped",
        "weights_rotator.sv",
        "weights <= memory[{read_buffer_q, read_row_q[ADDRESS_WIDTH-1:0]}]",
        "weights <= memory[{read_buffer_q, read_row_q[ADDRESS_WIDTH-1:0] ^ ADDRESS_WIDTH'(1)}]",
        kinds=("mismatch", "unknown"),
    ),
    Bug(
        "buffer not freed",
        "weights_rotator.sv",
        "if (read && tile_ending) whole_q[read_buffer_q] <= 1'b0;",
        "",
        kinds=("mismatch",),
        causes=("stale weights",),
    ),
    Bug(
        "stale weights: buffers do not change places for reading",
        "weights_rotator.sv",
        "memory[{read_buffer_q, read_row_q",
        "memory[{1'b0, read_row_q",
        kinds=("mismatch",),
        causes=("stale weights",),
        place={"iteration": 1},
    ),
    Bug(
        "row read before it is written",
        "weights_rotator.sv",
        "read_row_q < write_row_q",
        "read_row_q <= write_row_q",
        tests=("stalls",),
        kinds=("mismatch", "unknown"),
    ),
    Bug(
        "tile left before it has come in",
        "weights_rotator.sv",
        "tile_coming && !tile_ending && read_row_q",
        "tile_coming && read_row_q",
        kinds=("mismatch",),
        causes=("stale weights",),
        place={"iteration": 2},
    ),
    Bug(
        "reset misses the row to read",
        "weights_rotator.sv",
        "      read_row_q    <= '0;\n    end else if",
        "    end else if",
        tests=("reset_mid_packet",),
        kinds=("mismatch", "stuck", "flag", "unknown"),
    ),
    Bug(
        "block does not go back to the first row",
        "weights_rotator.sv",
        "tile_ending || read_block_done || read_row_q",
        "tile_ending || read_row_q",
    ),
    Bug(
        "header of the other buffer",
        "weights_rotator.sv",
        "read_buffer_q ? header_1_q : header_0_q",
        "read_buffer_q ? header_0_q : header_1_q",
    ),
    Bug(
        "early tlast goes unnoticed",
        "weights_rotator.sv",
        "s_axis_tlast != packet_done",
        "!s_axis_tlast && packet_done",
        tests=("illegal_header",),
    ),
    Bug(
        "rows taken after a fault",
        "weights_rotator.sv",
        "!whole_q[write_buffer_q] && !stop",
        "!whole_q[write_buffer_q]",
        tests=("illegal_header",),
    ),
    Bug(
        "packet called whole before its last tile is",
        "weights_rotator.sv",
        "tile_whole && (last_q[read_buffer_q] || other_whole)",
        "tile_whole",
        tests=("illegal_header",),
    ),
    Bug(
        "weights run ahead of the reads",
        "weights_rotator.sv",
        "if (read) weights <=",
        "weights <=",
        tests=("stalls",),
    ),
)
