"""Bugs planted in `axis_skid`."""

from __future__ import annotations

from tests.planted.bug import Bug

BUGS: tuple[Bug, ...] = (
    Bug(
        "beats taken after a fault",
        "axis_skid.sv",
        "open_q && !s_axis_block",
        "open_q",
        tests=("illegal_header",),
        kinds=("error code", "error"),
    ),
)
