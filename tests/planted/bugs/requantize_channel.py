"""Bugs planted in `requantize_channel`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

FILE = "requantize_channel.sv"
OUT = Seen(place={"port": "out"})

BUGS: tuple[Bug, ...] = (
    Bug(
        "two roundings made one",
        FILE,
        "half_4_q <= half && !double;",
        "half_4_q <= half;",
        tests=(),
        block=Seen(place={"port": "out", "rounding": 0}),
    ),
    Bug(
        "halves below zero go upwards",
        FILE,
        "(up_4_q || !negative ||",
        "(1'b1 ||",
        tests=(),
        block=OUT,
    ),
    Bug(
        "halves below zero never go upwards",
        FILE,
        "up_4_q    <= rounding_3_q == ROUND_UP;",
        "up_4_q    <= 1'b0;",
        tests=(),
        block=Seen(place={"port": "out", "rounding": 2}),
    ),
    Bug(
        "what the first bytes leave does not count",
        FILE,
        "rest     = rests[BYTES] || |low_sum[5:0]",
        "rest     = |low_sum[5:0]",
        tests=(),
        block=Seen(place={"port": "out", "rounding": 1}),
    ),
    Bug(
        "what the shift drops does not count",
        FILE,
        " || |(fixed[LOST_WIDTH-1:0] & lost_4_q)",
        "",
        tests=(),
        block=OUT,
    ),
    Bug(
        "shift a bit too far",
        FILE,
        "shifted = fixed >>> shift_4_q",
        "shifted = fixed >>> (shift_4_q + 5'd1)",
        tests=(),
        block=OUT,
    ),
    Bug(
        "shift without sign",
        FILE,
        "shifted = fixed >>> shift_4_q",
        "shifted = fixed >> shift_4_q",
        tests=(),
        block=OUT,
    ),
    Bug(
        "bytes of the mantissa change places",
        FILE,
        "digits_0_q   <= digits_of(mantissa[15:7]);\n      mantissa_0_q <= mantissa[31:15];",
        "digits_0_q   <= digits_of({mantissa[23:16], mantissa[7]});\n"
        "      mantissa_0_q <= {mantissa[31:24], mantissa[15:8], mantissa[15]};",
        tests=(),
        block=OUT,
    ),
    Bug(
        "what is carried over is lost behind the last byte",
        FILE,
        "(carried | XWidth'(double && half))",
        "XWidth'(double && half)",
        tests=(),
        block=OUT,
    ),
    Bug(
        "what is carried over is lost between bytes",
        FILE,
        "SIGNS | ACC_WIDTH'(low_before[LOW_WIDTH-9:SPLIT-8]) << (SPLIT - 8) |",
        "SIGNS | ACC_WIDTH'(low_before[LOW_WIDTH-9:SPLIT-8] & 3'b0) << (SPLIT - 8) |",
        tests=(),
        block=OUT,
    ),
    Bug(
        "mantissa of one taken for a negative number",
        FILE,
        "digits_2_q   <= {1'b0, digits_last};",
        "digits_2_q   <= {minus_last, digits_last};",
        tests=(),
        block=OUT,
    ),
    Bug(
        "digits forget the bit below the byte",
        FILE,
        "digits_1_q   <= digits_of(mantissa_0_q[8:0]);",
        "digits_1_q   <= digits_of({mantissa_0_q[8:1], 1'b0});",
        tests=(),
        block=OUT,
    ),
    Bug(
        "near values only up to a byte",
        FILE,
        "near = shifted[XWidth:NEAR_WIDTH] == {(XWidth - NEAR_WIDTH + 1) {negative}}",
        "near = shifted[XWidth:NEAR_WIDTH-2] == {(XWidth - NEAR_WIDTH + 3) {negative}}",
        tests=(),
        block=OUT,
    ),
    Bug(
        "upper bound left out by one",
        FILE,
        "(out > high_5)",
        "(out > high_5 + OUT_WIDTH'(1))",
        tests=(),
        block=OUT,
    ),
    Bug(
        "zero point and rounding run into each other",
        FILE,
        "+ zero_point_5 + OUT_WIDTH'(up_5_q);",
        "+ (zero_point_5 | OUT_WIDTH'(up_5_q));",
        tests=(),
        block=OUT,
    ),
    Bug(
        "a register that loads with the one before",
        FILE,
        "if (move[5]) clamp_5_q <= clamp_4_q;",
        "if (move[4]) clamp_5_q <= clamp_4_q;",
        tests=(),
        block=OUT,
    ),
    Bug(
        "two rows swapped in the scaling",
        FILE,
        "assign y[r*8+:8] = y_6_q;",
        "assign y[(r<2?1-r:r)*8+:8] = y_6_q;",
        tests=(),
        block=Seen(causes=("swapped lanes",), place={"port": "out", "array_row": 0}),
    ),
)
