"""Bugs planted in `pe_core`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SMALL = {"Rows": 4}

BUGS: tuple[Bug, ...] = (
    Bug(
        "product subtracted",
        "pe_core.sv",
        "sums[r*YWidth+:YWidth]) +",
        "sums[r*YWidth+:YWidth]) -",
        causes=("sign",),
        block=Seen(
            causes=("sign",), place={"port": "sums", "w": 0}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "weight without its sign",
        "pe_core.sv",
        "YWidth'($signed(weight))",
        "YWidth'(weight)",
        causes=("operand's sign",),
        block=Seen(
            causes=("operand's sign",),
            place={"port": "sums", "w": 0},
            tests=("sound",),
            parameters=SMALL,
        ),
    ),
    Bug(
        "row 2 of the array adds one too many",
        "pe_core.sv",
        "sums[r*YWidth+:YWidth]) +",
        "sums[r*YWidth+:YWidth]) + (r == 2 ? 1 : 0) +",
        place={"array_row": 2},
        block=Seen(
            causes=("off by one",),
            place={"lane": 2, "array_row": 2},
            tests=("sound",),
            parameters=SMALL,
        ),
    ),
    Bug(
        "no hand-over to the right",
        "pe_core.sv",
        "hand_over ? left_sums[r*YWidth+:YWidth]",
        "hand_over ? sums[r*YWidth+:YWidth]",
        causes=("hand-over",),
        block=Seen(
            place={"port": "sums", "w": 1, "input_channel": 0}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "hand-over goes before restart",
        "pe_core.sv",
        "(restart ? '0 : hand_over ? left_sums[r*YWidth+:YWidth] :",
        "(hand_over ? left_sums[r*YWidth+:YWidth] : restart ? '0 :",
        kinds=("mismatch", "unknown"),
        place={"channel": 1, "core": 1},
        block=Seen(
            place={"port": "sums", "w": 0, "input_channel": 0}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "captures only while it steps",
        "pe_core.sv",
        "if (capture)",
        "if (capture && step)",
        kinds=("mismatch", "unknown"),
        place={"iteration": 1, "block": 1, "w": 3, "channel": 24},
        block=Seen(place={"port": "captured", "array_row": 0}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "pixel without its sign",
        "pe_core.sv",
        "$signed(pixels[r*XWidth+:XWidth])",
        "pixels[r*XWidth+:XWidth]",
        causes=("operand's sign",),
        block=Seen(
            place={"port": "sums", "w": 0},
            tests=("sound",),
            parameters=SMALL,
        ),
    ),
)
