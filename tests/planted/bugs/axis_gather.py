"""Bugs planted in `axis_gather`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

BUGS: tuple[Bug, ...] = (
    Bug(
        "words of earlier beats lost",
        "axis_gather.sv",
        "= data_q;",
        "= '0;",
        narrow_ports=True,
        block=Seen(place={"port": "out", "lane": 0, "word": 0}),
    ),
    Bug(
        "marks of earlier beats lost",
        "axis_gather.sv",
        "= keep_q;",
        "= '1;",
        narrow_ports=True,
        block=Seen(place={"port": "out", "set": 2}),
    ),
    Bug(
        "full set waits for a beat more",
        "axis_gather.sv",
        "collected_q + 16'(InWords) >= set_words",
        "collected_q + 16'(InWords) > set_words",
        kinds=("mismatch", "flag", "stuck"),
        narrow_ports=True,
        block=Seen(place={"port": "out", "set": 1}),
    ),
    Bug(
        "set begins behind the place of the first word",
        "axis_gather.sv",
        "complete ? '0 : collected_q",
        "complete ? 16'd1 : collected_q",
        kinds=("mismatch", "flag", "stuck"),
        narrow_ports=True,
        block=Seen(place={"port": "out", "set": 1, "word": 0}),
    ),
    Bug(
        "tlast within a set not seen",
        "axis_gather.sv",
        "s_axis_tvalid && s_axis_tlast && !complete",
        "1'b0",
        tests=("illegal_header",),
        kinds=("error", "error code", "mismatch"),
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
        "marks lost where a set is one beat",
        "axis_gather.sv",
        "assign m_axis_tkeep  = s_axis_tkeep[OutWords-1:0];",
        "assign m_axis_tkeep  = '1;",
        block=Seen(place={"port": "out", "set": 0}, parameters={"InWords": 8}),
    ),
)
