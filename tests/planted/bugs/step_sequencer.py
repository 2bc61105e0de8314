"""Bugs planted in `step_sequencer`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
    Bug(
        "left padding forgotten",
        "step_sequencer.sv",
        "6'(header.pad_left)",
        "6'd0",
        causes=("shifted by one column",),
        place={"block": 0, "w": 0},
    ),
    Bug(
        "column phase starts at 0 whatever the padding",
        "step_sequencer.sv",
        "(col_q == '0) ? layer.first_phase",
        "(col_q == '0) ? 4'd0",
        causes=("left out",),
    ),
    Bug(
        "right edge sends one column only",
        "step_sequencer.sv",
        "col_last ? out_cols_left[3:0] : 4'd1",
        "4'd1",
        kinds=("mismatch",),
        causes=("shifted by one column",),
        place={"w": 4},
    ),
    Bug(
        "stride over the kernel height not seen",
        "step_sequencer.sv",
        "phase_q + 4'd1 == header.kernel_h",
        "1'b0",
        kinds=("mismatch",),
        causes=("shifted by one column",),
        place={"w": 1},
    ),
    Bug(
        "group boundary off by one",
        "step_sequencer.sv",
        "(c % g) < 32'(h.stride_w)",
        "(c % g) <= 32'(h.stride_w)",
    ),
    Bug(
        "first cores of a group go on",
        "step_sequencer.sv",
        "else if (col_phase == '0) restart_b",
        "else if (1'b0) restart_b",
    ),
    Bug(
        "sums of the block before go on",
        "step_sequencer.sv",
        "if (col_q == '0) restart_b <= '1;",
        "if (col_q == '0) restart_b <= group_start_q;",
        kinds=("mismatch", "unknown"),
    ),
    Bug(
        "held sums lost",
        "step_sequencer.sv",
        "col_begins && !header.accumulate",
        "col_begins",
        tests=("deep",),
        causes=("held sums",),
        count=2,
    ),
    Bug(
        "rows below the image marked as sums",
        "step_sequencer.sv",
        "block_last ? header.rows_last : 8'(Rows)",
        "8'(Rows)",
        causes=("lane marks",),
        place={"block": 1},
    ),
    Bug(
        "channels that do not exist marked as sums",
        "step_sequencer.sv",
        "iteration_last ? header.channels_last",
        "iteration_last ? layer.iteration_channels",
        causes=("lane marks",),
        place={"iteration": 1},
    ),
    Bug(
        "tlast a column early",
        "step_sequencer.sv",
        "out_cols_left == 16'd1)",
        "out_cols_left == 16'd2)",
        causes=("tlast early",),
        place={"iteration": 1, "block": 1, "w": 2},
    ),
    Bug(
        "reset misses the channel counter",
        "step_sequencer.sv",
        "      channel_q   <= '0;\n",
        "",
        tests=("reset_mid_packet",),
        kinds=("mismatch", "stuck", "flag", "unknown"),
    ),
    Bug(
        "headers of the two streams not compared",
        "step_sequencer.sv",
        "tile_header != header",
        "1'b0",
        tests=("illegal_header",),
        kinds=("surplus",),
    ),
)
