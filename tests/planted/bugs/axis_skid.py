"""Bugs planted in `axis_skid`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

BUGS: tuple[Bug, ...] = (
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
        "data_q <= spare_valid_q ? spare_q : s_axis_tdata;",
        "data_q <= s_axis_tdata;",
        kinds=("mismatch", "stuck", "flag"),
        block=Seen(place={"port": "out", "lane": 0}, causes=("shifted by one beat",)),
    ),
    Bug(
        "spare beat sent for good",
        "axis_skid.sv",
        "      open_q        <= 1'b1;\n      spare_valid_q <= 1'b0;\n",
        "      open_q        <= 1'b1;\n",
        kinds=("mismatch", "stuck", "flag"),
        block=Seen(place={"port": "out", "lane": 0}),
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
        "if (advance) data_q",
        "if (advance || take) data_q",
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
    Bug(
        "input closed though a register is empty",
        "axis_skid.sv",
        "open_q <= !spare_valid_q;",
        "open_q <= !valid_q;",
        tests=(),
        block=Seen(kinds=("contract",), tests=("contract",)),
    ),
)
