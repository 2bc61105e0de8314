"""Bugs planted in `output_pipe`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SMALL = {"Rows": 4, "Cols": 24}

BUGS: tuple[Bug, ...] = (
    Bug(
        "right edge sends the same column again",
        "output_pipe.sv",
        "core_q    <= CoreWidth'(tap_q - stride_w);",
        "core_q    <= CoreWidth'(tap_q);",
        causes=("shifted by one column",),
        place={"w": 4},
        block=Seen(place={"port": "sum", "channel": 0}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "groups read one core too early",
        "output_pipe.sv",
        "core_d + CoreWidth'(kernel_w)",
        "core_d + CoreWidth'(kernel_w) - 1'b1",
        place={"channel": 1, "core": 1},
        block=Seen(place={"port": "sum", "w": 0}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "two rows swapped in the output pipe",
        "output_pipe.sv",
        "keep[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth]",
        "keep[m*Rows+r] ? read_sums[(m*Rows+(r<2?1-r:r))*YWidth+:YWidth]",
        causes=("swapped lanes",),
        block=Seen(place={"port": "sum", "array_row": 0}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "one lane off by one",
        "output_pipe.sv",
        "keep[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth]",
        "keep[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth] + YWidth'(m == 1 && r == 2)",
        causes=("off by one",),
        place={"lane": 6, "array_row": 2, "channel": 1},
        block=Seen(
            causes=("off by one",),
            place={"lane": 6, "array_row": 2},
            tests=("sound",),
            parameters=SMALL,
        ),
    ),
    Bug(
        "tlast on every column of the last capture",
        "output_pipe.sv",
        "capture_done && info_q.packet_last",
        "column_done && info_q.packet_last",
        causes=("tlast early",),
        place={"iteration": 1, "block": 1, "w": 3},
        block=Seen(
            causes=("tlast early",), place={"port": "sum"}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "payload changes while it waits",
        "output_pipe.sv",
        "      .m_axis_tready\n",
        "      .m_axis_tready(m_axis_tready || busy_q)\n",
        tests=("stalls",),
        kinds=("handshake",),
        block=Seen(kinds=("handshake",), place={"port": "sum"}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "tvalid falls while it waits",
        "output_pipe.sv",
        "      .m_axis_tready\n",
        "      .m_axis_tready(m_axis_tready || !busy_q)\n",
        tests=("stalls",),
        kinds=("handshake",),
        block=Seen(kinds=("handshake",), place={"port": "sum"}, tests=("sound",), parameters=SMALL),
    ),
)
