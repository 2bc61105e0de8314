"""Bugs planted in `pe_array`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
    Bug(
        "core 5 has the weight of core 4",
        "pe_array.sv",
        "weights[c*KWidth+:KWidth]",
        "weights[(c == 5 ? 4 : c)*KWidth+:KWidth]",
        place={"core": 5},
    ),
)
