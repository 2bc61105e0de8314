"""Bugs planted in `packet_input`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

BUGS: tuple[Bug, ...] = (
    Bug(
        "every load as long as the longest",
        "packet_input.sv",
        "16'(Rows) + 16'(layer.shifts)",
        "16'(SetWords)",
        kinds=("mismatch", "stuck", "flag"),
        narrow_ports=True,
        block=Seen(("surplus",), place={"port": "stray"}, parameters={"PortWords": 5}),
    ),
    Bug(
        "input open after a stop",
        "packet_input.sv",
        ".s_axis_block (stop)",
        ".s_axis_block (1'b0)",
        tests=("illegal_header",),
        kinds=("error", "error code"),
        block=Seen(place={"port": "in"}),
    ),
    Bug(
        "marks of the words lost",
        "packet_input.sv",
        ".s_axis_tkeep (beat_tkeep)",
        ".s_axis_tkeep ({PortWords{1'b1}})",
        block=Seen(place={"port": "set"}),
    ),
    Bug(
        "tlast lost in the register slice",
        "packet_input.sv",
        "{s_axis_tlast, s_axis_tkeep, s_axis_tdata}",
        "{1'b0, s_axis_tkeep, s_axis_tdata}",
        kinds=("flag",),
        block=Seen(place={"port": "set", "packet": 0}),
    ),
    Bug(
        "packet ends with its body",
        "packet_input.sv",
        "      .packet_done,\n",
        "      .packet_done(body_done),\n",
        tests=("back_to_back",),
        kinds=("mismatch", "stuck", "flag", "surplus"),
        block=Seen(place={"port": "done", "packet": 0}),
    ),
    Bug(
        "block of a row too many accepted",
        "packet_input.sv",
        ".Rows       (Rows)",
        ".Rows       (Rows + 1)",
        tests=("illegal_header",),
        kinds=("error code", "surplus"),
        block=Seen(("surplus",), place={"port": "start"}, tests=("refused",)),
    ),
    Bug(
        "tile of twice the buffer accepted",
        "packet_input.sv",
        ".WeightDepth(WeightDepth)",
        ".WeightDepth(2 * WeightDepth)",
        tests=("illegal_header",),
        kinds=("error code",),
        block=Seen(("surplus",), place={"port": "start"}, tests=("refused",)),
    ),
)
