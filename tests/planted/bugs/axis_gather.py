"""Bugs planted in `axis_gather`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

BUGS: tuple[Bug, ...] = (
    Bug(
        "words of earlier beats lost",
        "axis_gather.sv",
        "s_axis_tdata : data_q;",
        "s_axis_tdata : '0;",
        narrow_ports=True,
        block=Seen(place={"port": "out", "lane": 0, "word": 0}),
    ),
    Bug(
        "marks of earlier beats lost",
        "axis_gather.sv",
        "s_axis_tuser : user_q;",
        "s_axis_tuser : '1;",
        narrow_ports=True,
        block=Seen(place={"port": "out", "set": 2}),
    ),
    Bug(
        "full set waits for a beat more",
        "axis_gather.sv",
        "collected >= set_words",
        "collected > set_words",
        kinds=("mismatch", "flag", "stuck"),
        narrow_ports=True,
        block=Seen(place={"port": "out", "set": 1}),
    ),
    Bug(
        "set begins behind the place of the first word",
        "axis_gather.sv",
        "complete ? BEATS'(1) : beat_q << 1",
        "complete ? BEATS'(2) : beat_q << 1",
        kinds=("mismatch", "flag", "stuck"),
        narrow_ports=True,
        block=Seen(place={"port": "out", "set": 1, "word": 0}),
    ),
    Bug(
        "words of the set before counted",
        "axis_gather.sv",
        "complete ? '0 : collected;",
        "complete ? 16'd1 : collected;",
        kinds=("mismatch", "flag", "stuck"),
        narrow_ports=True,
        block=Seen(place={"port": "in"}),
    ),
    Bug(
        "tlast within a set not seen",
        "axis_gather.sv",
        "s_axis_tvalid && s_axis_tlast && !complete",
        "1'b0",
        tests=("illegal_header",),
        kinds=("error", "error code", "mismatch", "surplus"),
        narrow_ports=True,
        block=Seen(place={"port": "in"}),
    ),
    Bug(
        "tlast in its place called stray",
        "axis_gather.sv",
        "s_axis_tvalid && s_axis_tlast && !complete",
        "s_axis_tvalid && s_axis_tlast",
        kinds=("flag",),
        narrow_ports=True,
        block=Seen(place={"port": "in"}),
    ),
    Bug(
        "first beat written over by the others",
        "axis_gather.sv",
        "if (s_axis_tvalid && beat_q[b]) begin",
        "if (s_axis_tvalid) begin",
        narrow_ports=True,
        block=Seen(
            place={"port": "out", "word": 0},
            parameters={"WordWidth": 6, "InWords": 2, "OutWords": 7},
        ),
    ),
    Bug(
        "third beat in the place of the second",
        "axis_gather.sv",
        "beat_q[b] ? s_axis_tdata : data_q",
        "beat_q[b] || beat_q[BEATS-1] && b == BEATS - 2 ? s_axis_tdata : data_q",
        narrow_ports=True,
        block=Seen(place={"port": "out"}, parameters={"InWords": 3, "OutWords": 9}),
    ),
    Bug(
        "marks lost where a set is one beat",
        "axis_gather.sv",
        "assign m_axis_tuser  = s_axis_tuser[OutWords-1:0];",
        "assign m_axis_tuser  = '1;",
        block=Seen(place={"port": "out", "set": 0}, parameters={"InWords": 8}),
    ),
)
