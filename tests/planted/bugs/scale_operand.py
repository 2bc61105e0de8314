"""Bugs planted in `scale_operand`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen


def seen(**place: int | str) -> Seen:
    """Found at the results."""
    return Seen(place={"port": "out", **place}, tests=("sound",))


BUGS: tuple[Bug, ...] = (
    Bug(
        "halves of the first rounding go down",
        "scale_operand.sv",
        "| (LOWER'(1) << (EARLY - 1))",
        "",
        tests=(),
        block=seen(),
    ),
    Bug(
        "halves of negative numbers go up",
        "scale_operand.sv",
        "product_1_q[28] && shift != '0",
        "1'b0",
        tests=(),
        block=seen(),
    ),
    Bug(
        "negative numbers one less without a shift",
        "scale_operand.sv",
        "product_1_q[28] && shift != '0",
        "product_1_q[28]",
        tests=(),
        block=seen(),
    ),
    Bug(
        "negative digit lacks what makes it whole",
        "scale_operand.sv",
        "(LOWER'(bits[6]) << 3)",
        "(LOWER'(bits[6]) << 2)",
        tests=(),
        block=seen(),
    ),
    Bug(
        "a digit of four is none",
        "scale_operand.sv",
        "size[2] ? single <<< 2 : to_three",
        "to_three",
        tests=(),
        block=seen(),
    ),
    Bug(
        "two and three changed places",
        "scale_operand.sv",
        "(size[0] ? triple : single <<< 1)",
        "(size[0] ? single <<< 1 : triple)",
        tests=(),
        block=seen(),
    ),
    Bug(
        "half of the carry lost",
        "scale_operand.sv",
        "(WIDTH - LOWER)'(carry)",
        "(WIDTH - LOWER)'(carry[0])",
        tests=(),
        block=seen(),
    ),
    Bug(
        "register loads unasked",
        "scale_operand.sv",
        "if (move[1]) product_1_q",
        "product_1_q",
        tests=(),
        block=seen(),
    ),
)
