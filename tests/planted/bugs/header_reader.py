"""Bugs planted in `header_reader`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

BUGS: tuple[Bug, ...] = (
    Bug(
        "next header taken while the last taps are still to come",
        "header_reader.sv",
        "else if (body_done) state_q <= WORK;",
        "else if (body_done) state_q <= HEADER;",
        tests=("back_to_back",),
        kinds=("mismatch", "stuck", "flag", "surplus"),
        block=Seen(place={"port": "done", "packet": 0}),
    ),
    Bug(
        "tile deeper than the buffer accepted",
        "header_reader.sv",
        "if (tile_rows(h) > WeightDepth) return FAULT_DEPTH;",
        "",
        tests=("illegal_header",),
        kinds=("error code",),
        block=Seen(("surplus",), place={"port": "start"}, tests=("refused",)),
    ),
    Bug(
        "held sums continued with another layout",
        "header_reader.sv",
        "|| (held && layout_of(h) != layout)",
        "",
        tests=("illegal_header",),
        kinds=("surplus",),
        block=Seen(("surplus",), place={"port": "start"}, tests=("refused",)),
    ),
    Bug(
        "hold forgotten by the next packet",
        "header_reader.sv",
        "          held_q  <= header.hold;\n",
        "",
        tests=("deep",),
        kinds=("flag",),
        block=Seen(("flag",), place={"port": "fault"}),
    ),
    Bug(
        "stride not taken off the padding's phase",
        "header_reader.sv",
        "phase = 4'(pad % s);",
        "phase = 4'(pad);",
        kinds=("mismatch", "stuck"),
        block=Seen(place={"port": "body", "beat": 0}),
    ),
    Bug(
        "shift too many where the stride divides the kernel",
        "header_reader.sv",
        "32'(h.kernel_h) > f * 32'(h.stride_h)",
        "32'(h.kernel_h) >= f * 32'(h.stride_h)",
        kinds=("mismatch", "stuck", "flag"),
        narrow_ports=True,  # a wide port has room for the words too many
        block=Seen(place={"port": "body", "beat": 0, "packet": 0}),
    ),
    Bug(
        "rows of a tile without the kernel's height",
        "header_reader.sv",
        "32'(h.channels) * (32'(h.stride_w) * 32'(h.kernel_h))",
        "32'(h.channels) * 32'(h.stride_w)",
        kinds=("mismatch", "stuck", "flag"),
        block=Seen(place={"port": "body", "beat": 0}),
    ),
    Bug(
        "header does not hold while the body passes",
        "header_reader.sv",
        "if (state_q == HEADER && s_axis_tvalid) bits_q",
        "if (s_axis_tvalid) bits_q",
        kinds=("mismatch", "stuck", "flag"),
        block=Seen(("mismatch", "handshake"), place={"port": "body", "packet": 0}),
    ),
    Bug(
        "tlast within a header accepted",
        "header_reader.sv",
        "if (s_axis_tlast) begin",
        "if (1'b0) begin",
        tests=("illegal_header",),
        kinds=("error", "error code"),
        block=Seen(("surplus",), place={"port": "start"}, tests=("refused",)),
    ),
    Bug(
        "header taken although the stream is to stop",
        "header_reader.sv",
        "(state_q == HEADER) ? !stop",
        "(state_q == HEADER) ? 1'b1",
        tests=(),  # in the engine the register slice in front stops too
        block=Seen(place={"port": "beat"}),
    ),
)
