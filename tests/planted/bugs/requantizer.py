"""Bugs planted in `requantizer`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

FILE = "requantizer.sv"
SMALL = {"Rows": 3, "Depth": 6}
OUT = Seen(place={"port": "out"}, tests=("sound",), parameters=SMALL)

BUGS: tuple[Bug, ...] = (
    Bug(
        "bank not switched for the next tile",
        FILE,
        "if (read_tile_ends) read_bank_q <= !read_bank_q;",
        "if (read_tile_ends && read_bank_q) read_bank_q <= 1'b0;",
        tests=(),
        block=Seen(kinds=("stuck", "mismatch"), tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "row counter runs on into the next column",
        FILE,
        "read_row_q <= read_row_ends ? '0 : read_row_q + 1'b1;",
        "read_row_q <= read_tile_ends ? '0 : read_row_q + 1'b1;",
        tests=(),
        block=Seen(
            kinds=("mismatch", "unknown"), place={"port": "out"}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "second channel takes the first one's bias",
        FILE,
        "bias     = entries[m*ENTRY_BITS+:32]",
        "bias     = entries[0+:32]",
        tests=(),
        block=Seen(place={"port": "out", "channel": 1}, tests=("sound",), parameters=SMALL),
        top=Seen(place={"port": "requantized"}, tests=("directed",)),
    ),
    Bug(
        "bytes of the mantissa turned round",
        FILE,
        "mantissa_1_q <= mantissa;",
        "mantissa_1_q <= {mantissa[7:0], mantissa[15:8], mantissa[23:16], mantissa[31:24]};",
        tests=(),
        block=OUT,
    ),
    Bug(
        "left shift taken for a right one",
        FILE,
        "right_1_q    <= shift[5] ? -shift[4:0] : '0;",
        "right_1_q    <= shift[5] ? -shift[4:0] : shift[4:0];",
        tests=(),
        block=OUT,
    ),
    Bug(
        "bias added behind the left shift",
        FILE,
        "x_1_q[r*32+:32] <= sum << left;",
        "x_1_q[r*32+:32] <= (sums_0_q[(m*Rows+r)*32+:32] << left) + bias;",
        tests=(),
        block=OUT,
    ),
    Bug(
        "left shift far enough for four bits only",
        FILE,
        "shift[5] ? '0 : shift[4:0];",
        "shift[5] ? '0 : {1'b0, shift[3:0]};",
        tests=(),
        block=OUT,
    ),
    Bug(
        "words that do not count carry something",
        FILE,
        "user[i] ? words[i*8+:8] : '0",
        "words[i*8+:8]",
        tests=(),
        block=OUT,
    ),
    Bug(
        "marks a register early",
        FILE,
        "assign user = user_q[(REGISTERS-1)*LANES+:LANES];",
        "assign user = user_q[(REGISTERS-2)*LANES+:LANES];",
        tests=(),
        block=Seen(
            kinds=("mismatch", "unknown", "handshake"),
            place={"port": "out"},
            tests=("sound",),
            parameters=SMALL,
        ),
    ),
    Bug(
        "row used in the clock in which it comes",
        FILE,
        "read_row_q < write_row_q;",
        "(used_q[read_bank_q] && read_row_q <= write_row_q);",
        tests=(),
        block=Seen(
            kinds=("mismatch", "unknown", "stuck", "clocks"), tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "bank filled while it is still read",
        FILE,
        "body_tready = !used_q[write_bank_q] || write_row_q != '0",
        "body_tready = 1'b1",
        tests=(),
        block=Seen(kinds=("mismatch", "stuck", "clocks"), tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "the other bank freed",
        FILE,
        "used_q[read_bank_q]  <= 1'b0;",
        "used_q[!read_bank_q] <= 1'b0;",
        tests=(),
        block=Seen(kinds=("stuck", "mismatch", "clocks"), tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "depth of the other bank's tile",
        FILE,
        "read_row_q == (read_bank_q ? row_last_1_q : row_last_0_q)",
        "read_row_q == (read_bank_q ? row_last_0_q : row_last_1_q)",
        tests=(),
        block=Seen(kinds=("mismatch", "unknown", "stuck"), tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "tile used only when it is whole",
        FILE,
        "read_row_q < write_row_q;",
        "1'b0;",
        tests=(),
        block=Seen(kinds=("clocks",), tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "rounding and bounds of the next beat",
        FILE,
        "if (load[1]) scale_beat_1_q <= scale_beat_0_q;",
        "if (load[1]) scale_beat_1_q <= read_bank_q ? scale_1_q : scale_0_q;",
        tests=(),
        block=Seen(
            kinds=("mismatch", "unknown"), place={"port": "out"}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "a column too many in each tile",
        FILE,
        "if (read_row_ends) column_q <= read_tile_ends ? 32'd1 : column_q + 32'd1;",
        "if (read_row_ends) column_q <= read_tile_ends ? 32'd0 : column_q + 32'd1;",
        tests=(),
        block=Seen(kinds=("mismatch", "stuck"), tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "first beat of a tile goes in twice",
        FILE,
        "s_axis_tready  = move[0] && there",
        "s_axis_tready  = move[0] && there &&\n"
        "                          !(valid_q[0] && read_row_q == '0 && column_q == 32'd1)",
        tests=(),
        block=Seen(place={"port": "out"}, tests=("sound",), parameters=SMALL),
    ),
)
