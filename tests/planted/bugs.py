"""The planted bugs: what to change in the RTL, where it shows, and what the report must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BOTH = ("verilator", "icarus")


@dataclass(frozen=True)
class Bug:
    """One bug.

    Attributes:
        name: what was done wrong.
        file: source in `hw/rtl`.
        old: text that the file has exactly `count` times.
        new: text to put there.
        tests: tests of the bench that catch it.
        kinds: sorts of the first report; any of them will do.
        causes: guesses of the first report; any of them will do, all when empty.
        place: coordinates that the first report must give.
        simulators: those that can see it.
        count: occurrences of `old`.
        narrow_ports: whether it takes ports narrower than a set of words.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ("directed",)
    kinds: tuple[str, ...] = ("mismatch",)
    causes: tuple[str, ...] = ()
    place: Mapping[str, int] = field(default_factory=dict)
    simulators: tuple[str, ...] = BOTH
    count: int = 1
    narrow_ports: bool = False


ARITHMETIC = (
    Bug(
        "product subtracted",
        "pe_core.sv",
        "sums[r*YWidth+:YWidth]) +",
        "sums[r*YWidth+:YWidth]) -",
        causes=("sign",),
    ),
    Bug(
        "weight without its sign",
        "pe_core.sv",
        "YWidth'($signed(weight))",
        "YWidth'(weight)",
        causes=("operand's sign",),
    ),
    Bug(
        "pixel without its sign",
        "pixel_shifter.sv",
        "WIDTH'($signed(words[i*XWidth+:XWidth]))",
        "WIDTH'(words[i*XWidth+:XWidth])",
        causes=("operand's sign",),
    ),
    Bug(
        "zero point not subtracted",
        "pixel_shifter.sv",
        "WIDTH'($signed(zero_point))",
        "WIDTH'(0)",
        causes=("zero point",),
    ),
    Bug(
        "zero point without its sign",
        "pixel_shifter.sv",
        "WIDTH'($signed(zero_point))",
        "WIDTH'(zero_point)",
        causes=("zero point",),
    ),
    Bug(
        "core 5 has the weight of core 4",
        "pe_array.sv",
        "weights[c*KWidth+:KWidth]",
        "weights[(c == 5 ? 4 : c)*KWidth+:KWidth]",
        place={"core": 5},
    ),
    Bug(
        "row 2 of the array adds one too many",
        "pe_core.sv",
        "sums[r*YWidth+:YWidth]) +",
        "sums[r*YWidth+:YWidth]) + (r == 2 ? 1 : 0) +",
        place={"array_row": 2},
    ),
)

TAPS_AND_EDGES = (
    Bug(
        "rows not shifted between taps",
        "pixel_shifter.sv",
        "else if (shift)",
        "else if (shift && 1'b0)",
        causes=("shift",),
    ),
    Bug(
        "rows shifted the wrong way",
        "pixel_shifter.sv",
        "words_q >> WIDTH",
        "words_q << WIDTH",
    ),
    Bug(
        "weights of two taps swapped",
        "weights_rotator.sv",
        "weights <= memory[{read_buffer_q, read_row_q[ADDRESS_WIDTH-1:0]}]",
        "weights <= memory[{read_buffer_q, read_row_q[ADDRESS_WIDTH-1:0] ^ ADDRESS_WIDTH'(1)}]",
        kinds=("mismatch", "unknown"),
    ),
    Bug(
        "padding words used as they come",
        "pixel_shifter.sv",
        "if (keep[i])",
        "if (1'b1)",
        causes=("padding",),
        place={"block": 1, "h": 5, "array_row": 1},
    ),
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
        "right edge sends the same column again",
        "output_pipe.sv",
        "core_q    <= CoreWidth'(tap_q - stride_w);",
        "core_q    <= CoreWidth'(tap_q);",
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
)

GROUPS_AND_SUMS = (
    Bug(
        "group boundary off by one",
        "step_sequencer.sv",
        "(c % g) < 32'(h.stride_w)",
        "(c % g) <= 32'(h.stride_w)",
    ),
    Bug(
        "groups read one core too early",
        "output_pipe.sv",
        "core_d + CoreWidth'(kernel_w)",
        "core_d + CoreWidth'(kernel_w) - 1'b1",
        place={"channel": 1, "core": 1},
    ),
    Bug(
        "no hand-over to the right",
        "pe_core.sv",
        "hand_over ? left_sums[r*YWidth+:YWidth]",
        "hand_over ? sums[r*YWidth+:YWidth]",
        causes=("hand-over",),
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
        "sums captured a clock early",
        "conv_engine.sv",
        ".capture  (enable && capture_c),",
        ".capture  (enable && capture_b),",
        causes=("left out",),
    ),
    Bug(
        "array goes on while sums wait",
        "conv_engine.sv",
        "assign enable = !capture_c || output_ready;",
        "assign enable = 1'b1;",
        tests=("stalls",),
        kinds=("mismatch", "stuck", "surplus"),
    ),
)

WEIGHTS = (
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
)

STREAMS = (
    Bug(
        "two rows swapped in the output pipe",
        "output_pipe.sv",
        "keep[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth]",
        "keep[m*Rows+r] ? read_sums[(m*Rows+(r<2?1-r:r))*YWidth+:YWidth]",
        causes=("swapped lanes",),
    ),
    Bug(
        "one lane off by one",
        "output_pipe.sv",
        "keep[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth]",
        "keep[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth] + YWidth'(m == 1 && r == 2)",
        causes=("off by one",),
        place={"lane": 6, "array_row": 2, "channel": 1},
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
        "tlast on every column of the last capture",
        "output_pipe.sv",
        "capture_done && info_q.packet_last",
        "column_done && info_q.packet_last",
        causes=("tlast early",),
        place={"iteration": 1, "block": 1, "w": 3},
    ),
    Bug(
        "payload changes while it waits",
        "output_pipe.sv",
        "      .m_axis_tready\n",
        "      .m_axis_tready(m_axis_tready || busy_q)\n",
        tests=("stalls",),
        kinds=("handshake",),
    ),
    Bug(
        "tvalid falls while it waits",
        "output_pipe.sv",
        "      .m_axis_tready\n",
        "      .m_axis_tready(m_axis_tready || !busy_q)\n",
        tests=("stalls",),
        kinds=("handshake",),
    ),
    Bug(
        "next header taken while the last taps are still to come",
        "header_reader.sv",
        "else if (body_done) state_q <= WORK;",
        "else if (body_done) state_q <= HEADER;",
        tests=("back_to_back",),
        kinds=("mismatch", "stuck", "flag", "surplus"),
    ),
)

RESET_AND_FAULTS = (
    Bug(
        "reset misses the channel counter",
        "step_sequencer.sv",
        "      channel_q   <= '0;\n",
        "",
        tests=("reset_mid_packet",),
        kinds=("mismatch", "stuck", "flag", "unknown"),
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
        "tile deeper than the buffer accepted",
        "header_reader.sv",
        "if (tile_rows(h) > WeightDepth) return FAULT_DEPTH;",
        "",
        tests=("illegal_header",),
        kinds=("error code",),
    ),
    Bug(
        "headers of the two streams not compared",
        "step_sequencer.sv",
        "tile_header != header",
        "1'b0",
        tests=("illegal_header",),
        kinds=("surplus",),
    ),
    Bug(
        "held sums continued with another layout",
        "header_reader.sv",
        "|| (held && layout_of(h) != layout)",
        "",
        tests=("illegal_header",),
        kinds=("surplus",),
    ),
    Bug(
        "beats taken after a fault",
        "axis_skid.sv",
        "open_q && !s_axis_block",
        "open_q",
        tests=("illegal_header",),
        kinds=("error code", "error"),
    ),
)

WRITTEN = (
    *ARITHMETIC,
    *TAPS_AND_EDGES,
    *GROUPS_AND_SUMS,
    *WEIGHTS,
    *STREAMS,
    *RESET_AND_FAULTS,
)
