"""Bugs planted in `pe_core`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
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
        "row 2 of the array adds one too many",
        "pe_core.sv",
        "sums[r*YWidth+:YWidth]) +",
        "sums[r*YWidth+:YWidth]) + (r == 2 ? 1 : 0) +",
        place={"array_row": 2},
    ),
    Bug(
        "no hand-over to the right",
        "pe_core.sv",
        "hand_over ? left_sums[r*YWidth+:YWidth]",
        "hand_over ? sums[r*YWidth+:YWidth]",
        causes=("hand-over",),
    ),
)
