"""Bugs planted in `header_reader`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
    Bug(
        "next header taken while the last taps are still to come",
        "header_reader.sv",
        "else if (body_done) state_q <= WORK;",
        "else if (body_done) state_q <= HEADER;",
        tests=("back_to_back",),
        kinds=("mismatch", "stuck", "flag", "surplus"),
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
        "held sums continued with another layout",
        "header_reader.sv",
        "|| (held && layout_of(h) != layout)",
        "",
        tests=("illegal_header",),
        kinds=("surplus",),
    ),
)
