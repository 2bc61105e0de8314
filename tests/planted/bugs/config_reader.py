"""Bugs planted in `config_reader`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

FILE = "config_reader.sv"

BUGS: tuple[Bug, ...] = (
    Bug(
        "beats of the header change places",
        FILE,
        "bits_q[b*ConfigWidth+:ConfigWidth] <=",
        "bits_q[(BEATS-1-b)*ConfigWidth+:ConfigWidth] <=",
        tests=(),
        block=Seen(place={"port": "whole", "packet": 0}),
    ),
    Bug(
        "header overwritten by the body",
        FILE,
        "if (state_q == HEADER && count_q",
        "if (count_q",
        tests=(),
        block=Seen(place={"port": "whole", "packet": 0}),
    ),
    Bug(
        "header alone waits for a body",
        FILE,
        "if (header_done) state_q <= s_axis_config_tlast ? READY : BODY;",
        "if (header_done) state_q <= BODY;",
        tests=(),
        block=Seen(kinds=("stuck", "mismatch", "surplus")),
    ),
    Bug(
        "header not counted anew",
        FILE,
        "count_q <= header_done ? '0 : count_q + 1'b1;",
        "count_q <= header_done ? count_q : count_q + 1'b1;",
        tests=(),
        block=Seen(kinds=("mismatch", "surplus", "stuck")),
    ),
    Bug(
        "whole before the body has come",
        FILE,
        "header_valid         = state_q == READY",
        "header_valid         = state_q != HEADER",
        tests=(),
        block=Seen(kinds=("clocks", "mismatch", "surplus", "handshake")),
    ),
    Bug(
        "next packet comes in before this one is taken",
        FILE,
        "s_axis_config_tready = state_q == HEADER ||",
        "s_axis_config_tready = state_q != BODY ||",
        tests=(),
        block=Seen(kinds=("mismatch", "surplus", "handshake", "stuck")),
    ),
    Bug(
        "body goes on though nobody takes it",
        FILE,
        "(state_q == BODY && body_tready)",
        "(state_q == BODY)",
        tests=(),
        block=Seen(kinds=("mismatch", "handshake", "stuck")),
    ),
    Bug(
        "taken a clock late",
        FILE,
        "if (take) state_q <= HEADER;",
        "begin\n"
        "            count_q <= (take && count_q == '0) ? COUNT_WIDTH'(1) : '0;\n"
        "            if (take && count_q != '0) state_q <= HEADER;\n"
        "          end",
        tests=(),
        block=Seen(kinds=("clocks", "surplus", "mismatch", "handshake"), place={}),
    ),
    Bug(
        "body of one beat does not end",
        FILE,
        "if (fire && s_axis_config_tlast) state_q <= READY;",
        "if (fire && !s_axis_config_tlast) state_q <= READY;",
        tests=(),
        block=Seen(kinds=("stuck",)),
    ),
)
