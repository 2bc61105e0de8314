"""Bugs planted in `pixel_shifter`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
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
        "padding words used as they come",
        "pixel_shifter.sv",
        "if (keep[i])",
        "if (1'b1)",
        causes=("padding",),
        place={"block": 1, "h": 5, "array_row": 1},
    ),
    Bug(
        "shift comes before load",
        "pixel_shifter.sv",
        "if (load) words_q <= loaded;\n    else if (shift) words_q <= words_q >> WIDTH;",
        "if (shift) words_q <= words_q >> WIDTH;\n    else if (load) words_q <= loaded;",
        kinds=("mismatch", "unknown"),
    ),
)
