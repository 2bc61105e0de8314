"""Bugs planted in `pe_core`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SMALL = {"Rows": 4}

FIRST_BLOCK: dict[str, int | str] = {"port": "sums", "iteration": 0, "image": 0, "block": 0}
"""Some step of the first block of a layer."""

BUGS: tuple[Bug, ...] = (
    Bug(
        "no hand-over to the right",
        "pe_core.sv",
        "hand_over ? left_sums[r*YWidth+:YWidth]",
        "hand_over ? sums_q[r*YWidth+:YWidth]",
        causes=("hand-over",),
        block=Seen(place={"port": "sums", "input_channel": 0}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "captures only while it steps",
        "pe_core.sv",
        "if (capture)",
        "if (capture && step)",
        kinds=("mismatch", "unknown"),
        place={"iteration": 5, "block": 4, "w": 0, "channel": 20},
        block=Seen(
            kinds=("mismatch", "unknown"),
            place={"port": "captured", "array_row": 0},
            tests=("sound",),
            parameters=SMALL,
        ),
    ),
    Bug(
        "all cores take bus 0",
        "pe_core.sv",
        "pixels[bus*SET_WIDTH+:SET_WIDTH]",
        "pixels[0+:SET_WIDTH]",
        block=Seen(place={"port": "sums", "bus": 1}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "rows of bus 1 shifted by one",
        "pe_core.sv",
        "$signed(chosen[r*XWidth+:XWidth])",
        "$signed(chosen[(bus==1?(r+1)%Rows:r)*XWidth+:XWidth])",
        block=Seen(place={"port": "sums", "bus": 1}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "weight without its sign",
        "pe_core.sv",
        "* $signed(weight)",
        "* $signed({1'b0, weight})",
        causes=("operand's sign",),
        block=Seen(place=FIRST_BLOCK, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "product subtracted",
        "pe_core.sv",
        ": sums_q[r*YWidth+:YWidth]) +",
        ": sums_q[r*YWidth+:YWidth]) -",
        causes=("sign",),
        block=Seen(causes=("sign",), place=FIRST_BLOCK, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "row 2 of the array adds one too many",
        "pe_core.sv",
        ": sums_q[r*YWidth+:YWidth]) +",
        ": sums_q[r*YWidth+:YWidth]) + YWidth'(r == 2) +",
        place={"array_row": 2},
        block=Seen(
            causes=("off by one",),
            place={"lane": 2, "array_row": 2},
            tests=("sound",),
            parameters=SMALL,
        ),
    ),
    Bug(
        "hand-over goes before restart",
        "pe_core.sv",
        "(restart ? '0 : hand_over ? left_sums[r*YWidth+:YWidth] :",
        "(hand_over ? left_sums[r*YWidth+:YWidth] : restart ? '0 :",
        kinds=("mismatch", "unknown"),
        place={"channel": 1, "core": 1},
        block=Seen(place={"port": "sums", "input_channel": 0}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "pixel without its sign",
        "pe_core.sv",
        "$signed(chosen[r*XWidth+:XWidth])",
        "$signed({1'b0, chosen[r*XWidth+:XWidth]})",
        causes=("operand's sign",),
        block=Seen(
            place=FIRST_BLOCK,
            tests=("sound",),
            parameters=SMALL,
        ),
    ),
    Bug(
        "bus 1 taken for bus 0 and the reverse",
        "pe_core.sv",
        "pixels[bus*SET_WIDTH+:SET_WIDTH]",
        "pixels[(bus^1'b1)*SET_WIDTH+:SET_WIDTH]",
        block=Seen(place=FIRST_BLOCK, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "pixel cut to the bits that it had with its zero point",
        "pe_core.sv",
        "$signed(chosen[r*XWidth+:XWidth])",
        "$signed(chosen[r*XWidth+:XWidth-1])",
        block=Seen(place={"port": "sums"}, tests=("sound",), parameters=SMALL),
    ),
)
