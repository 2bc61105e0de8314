"""Bugs planted in `axis_narrow`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

OUT = {"port": "out"}
ODD = {"Words": 6, "OutBytes": 5}

BUGS: tuple[Bug, ...] = (
    Bug(
        "bytes of a part one too far down",
        "axis_narrow.sv",
        "data_q <= data_q >> OutBytes * 8;",
        "data_q <= data_q >> OutBytes * 8 - 8;",
        tests=(),
        block=Seen(place={**OUT, "part": 1}),
    ),
    Bug(
        "marks of narrow words taken from wide ones",
        "axis_narrow.sv",
        "wide ? s_axis_tuser[i/4] : s_axis_tuser[i];",
        "s_axis_tuser[i/4];",
        tests=(),
        block=Seen(place={**OUT, "part": 0}),
        top=Seen(place=OUT, tests=("directed",)),
    ),
    Bug(
        "a part too many",
        "axis_narrow.sv",
        "left_q <= COUNT_WIDTH'(OutBytes);",
        "left_q < COUNT_WIDTH'(OutBytes);",
        tests=(),
        block=Seen(kinds=("mismatch", "surplus"), place=OUT),
    ),
    Bug(
        "every part ends the packet",
        "axis_narrow.sv",
        "{last_q && part_last, keep",
        "{last_q, keep",
        tests=(),
        block=Seen(causes=("tlast early",), place=OUT),
        top=Seen(causes=("tlast early",), place=OUT, tests=("directed",)),
    ),
    Bug(
        "what lies above narrow words leaves too",
        "axis_narrow.sv",
        "wide ? s_axis_tdata[i*8+:8] : '0;",
        "s_axis_tdata[i*8+:8];",
        tests=(),
        block=Seen(place=OUT, parameters=ODD),
    ),
    Bug(
        "the last part keeps all bytes",
        "axis_narrow.sv",
        "COUNT_WIDTH'(b) < left_q;",
        "left_q != '0;",
        tests=(),
        block=Seen(place={**OUT, "part": 1}, parameters=ODD),
    ),
    Bug(
        "a clock lost between beats of words",
        "axis_narrow.sv",
        "!valid_q || (skid_ready && part_last);",
        "!valid_q;",
        tests=(),
        block=Seen(kinds=("mismatch", "clocks", "surplus")),
    ),
)
