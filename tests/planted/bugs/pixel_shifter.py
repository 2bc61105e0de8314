"""Bugs planted in `pixel_shifter`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

FIRST_PIXEL: dict[str, int | str] = {
    "port": "pixels",
    "kh": 4,
    "bus": 0,
    "array_row": 6,
    "h": 0,
}
"""The first tap that lies in the image: the kernel's fifth row, for the last row of the array."""
FIRST_PADDING: dict[str, int | str] = {"port": "pixels", "kh": 0, "bus": 0, "array_row": 0}
"""The very first tap of all lies in the padding above the image."""

BUGS: tuple[Bug, ...] = (
    Bug(
        "pixel without its sign",
        "pixel_shifter.sv",
        "WIDTH'($signed(words[i*XWidth+:XWidth]))",
        "WIDTH'(words[i*XWidth+:XWidth])",
        causes=("operand's sign",),
        block=Seen(causes=("sign extension",), place=FIRST_PIXEL),
    ),
    Bug(
        "padding words used as they come",
        "pixel_shifter.sv",
        "if (marks[i])",
        "if (1'b1)",
        causes=("padding",),
        place={"block": 1, "h": 5, "array_row": 1},
        block=Seen(place=FIRST_PADDING),
    ),
    Bug(
        "sets that are together taken apart",
        "pixel_shifter.sv",
        "together ? centred",
        "1'b0 ? centred",
        block=Seen(place={"port": "pixels", "bus": 1}),
    ),
    Bug(
        "sets that are apart taken together",
        "pixel_shifter.sv",
        "together ? centred",
        "1'b1 ? centred",
        block=Seen(place={"port": "pixels", "bus": 1}),
    ),
    Bug(
        "bus 1 stands still",
        "pixel_shifter.sv",
        "else if (shift)",
        "else if (shift && u != 1)",
        block=Seen(place={"port": "pixels", "bus": 1}),
    ),
    Bug(
        "zero point not subtracted",
        "pixel_shifter.sv",
        "WIDTH'($signed(zero_point))",
        "WIDTH'(0)",
        causes=("zero point",),
        block=Seen(place=FIRST_PIXEL),
    ),
    Bug(
        "zero point without its sign",
        "pixel_shifter.sv",
        "WIDTH'($signed(zero_point))",
        "WIDTH'(zero_point)",
        causes=("zero point",),
        block=Seen(place=FIRST_PIXEL),
    ),
    Bug(
        "rows not shifted between taps",
        "pixel_shifter.sv",
        "else if (shift)",
        "else if (shift && 1'b0)",
        causes=("shift",),
        block=Seen(causes=("shifted by one beat",), place=FIRST_PIXEL),
    ),
    Bug(
        "rows shifted the wrong way",
        "pixel_shifter.sv",
        "words_q >> WIDTH",
        "words_q << WIDTH",
        block=Seen(place=FIRST_PIXEL),
    ),
    Bug(
        "shift comes before load",
        "pixel_shifter.sv",
        "if (load) words_q <= loaded;\n      else if (shift) words_q <= words_q >> WIDTH;",
        "if (shift) words_q <= words_q >> WIDTH;\n      else if (load) words_q <= loaded;",
        kinds=("mismatch", "unknown"),
        block=Seen(kinds=("mismatch", "unknown"), place={"port": "pixels", "bus": 0}),
    ),
    Bug(
        "second of two sets begins a word late",
        "pixel_shifter.sv",
        "centred[u*ROWS_WIDTH+:ROWS_WIDTH]",
        "centred[u*ROWS_WIDTH+(u==1?WIDTH:0)+:ROWS_WIDTH]",
        block=Seen(place={"port": "pixels", "bus": 1}),
    ),
    Bug(
        "sets that just fit are not together",
        "pixel_shifter.sv",
        "(u + 1) * Rows <= SetWords",
        "(u + 1) * Rows < SetWords",
        tests=(),
        block=Seen(place={"port": "pixels", "bus": 1}, parameters={"Rows": 4, "SetWords": 8}),
    ),
)
