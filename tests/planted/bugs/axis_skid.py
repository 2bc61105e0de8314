"""Bugs planted in `axis_skid`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

BUGS: tuple[Bug, ...] = (
    Bug(
        "beats taken after a fault",
        "axis_skid.sv",
        "open_q && !s_axis_block",
        "open_q",
        tests=("illegal_header",),
        kinds=("error code", "error"),
        block=Seen(place={"port": "in"}),
    ),
    Bug(
        "beat dropped when the output closes",
        "axis_skid.sv",
        "spare_valid_q <= 1'b1;",
        "spare_valid_q <= 1'b0;",
        kinds=("mismatch", "stuck", "flag"),
        block=Seen(place={"port": "out", "lane": 0}),
    ),
    Bug(
        "spare beat overtaken by the one behind",
        "axis_skid.sv",
        "m_axis_tdata <= spare_valid_q ? spare_q : s_axis_tdata;",
        "m_axis_tdata <= s_axis_tdata;",
        kinds=("mismatch", "stuck", "flag"),
        block=Seen(place={"port": "out", "lane": 0}, causes=("shifted by one beat",)),
    ),
    Bug(
        "input open while both registers are full",
        "axis_skid.sv",
        "open_q <= !spare_valid_q;",
        "open_q <= 1'b1;",
        kinds=("mismatch", "stuck", "flag"),
        block=Seen(place={"port": "out", "lane": 0}),
    ),
    Bug(
        "payload of the register slice changes while it waits",
        "axis_skid.sv",
        "if (advance) m_axis_tdata",
        "if (advance || take) m_axis_tdata",
        kinds=("mismatch", "stuck", "flag"),
        block=Seen(kinds=("handshake",), place={"port": "out"}),
    ),
    Bug(
        "bit of the spare beat inverted",
        "axis_skid.sv",
        "spare_q <= s_axis_tdata;",
        "spare_q <= s_axis_tdata ^ Width'(1);",
        kinds=("mismatch", "flag"),
        block=Seen(place={"port": "out", "lane": 0}, parameters={"Width": 20}),
    ),
)
