"""Bugs planted in `output_pipe`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SMALL = {"Rows": 4, "Cols": 24}

BUGS: tuple[Bug, ...] = (
    Bug(
        "right edge sends the same column again",
        "output_pipe.sv",
        "capture_info.tap : tap_q - stride_w",
        "capture_info.tap : tap_q",
        causes=("shifted by one column",),
        place={"w": 4},
        block=Seen(place={"port": "sum"}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "rows of all blocks cut like those of the last",
        "output_pipe.sv",
        "all_rows || rows_t'(r)",
        "rows_t'(r)",
        block=Seen(place={"port": "sum"}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "last beat keeps one word too few",
        "output_pipe.sv",
        "|user[LANES-1:i]",
        "|(user >> (i + 1))",
        causes=("byte marks",),
        block=Seen(
            causes=("byte marks",), place={"port": "sum"}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "packet that left in part is not closed",
        "output_pipe.sv",
        "close && open_q && !busy_q",
        "close && open_q && !busy_q && 1'b0",
        tests=("illegal_header",),
        kinds=("closing",),
        block=Seen(kinds=("flag",), place={"port": "active_differs"}, tests=("close",)),
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
    Bug(
        "groups read one core too early",
        "output_pipe.sv",
        "core   = core + CoreWidth'(kernel_w)",
        "core   = core + CoreWidth'(kernel_w) - 1'b1",
        place={"channel": 1, "core": 1},
        block=Seen(place={"port": "sum"}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "two rows swapped in the output pipe",
        "output_pipe.sv",
        "user[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth]",
        "user[m*Rows+r] ? read_sums[(m*Rows+(r<2?1-r:r))*YWidth+:YWidth]",
        causes=("swapped lanes",),
        block=Seen(place={"port": "sum", "array_row": 0}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "one lane off by one",
        "output_pipe.sv",
        "user[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth]",
        "user[m*Rows+r] ? read_sums[(m*Rows+r)*YWidth+:YWidth] + YWidth'(m == 1 && r == 2)",
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
        place={"iteration": 2, "block": 1, "w": 3},
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
        "first core of the last block has all rows",
        "output_pipe.sv",
        "< info_q.rows_from",
        "<= info_q.rows_from",
        block=Seen(place={"port": "sum"}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "a beat too many where the channels fill the last one",
        "output_pipe.sv",
        "channel_next >= info_q.channels_valid",
        "channel_next > info_q.channels_valid",
        block=Seen(place={"port": "sum"}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "channels that do not exist are marked",
        "output_pipe.sv",
        "channel_q + count_t'(m) < info_q.channels_valid",
        "1'b1",
        kinds=("mismatch", "unknown"),
        block=Seen(
            kinds=("mismatch", "unknown"), place={"port": "sum"}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "last beat keeps only its sums",
        "output_pipe.sv",
        "!last || tail[b*8/YWidth]",
        "!last || user[b*8/YWidth]",
        causes=("byte marks",),
        block=Seen(
            causes=("byte marks",), place={"port": "sum"}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "every beat loses its tail",
        "output_pipe.sv",
        "!last || tail[b*8/YWidth]",
        "tail[b*8/YWidth]",
        causes=("byte marks",),
        block=Seen(
            causes=("byte marks",), place={"port": "sum"}, tests=("sound",), parameters=SMALL
        ),
    ),
    Bug(
        "bytes counted as if words had whole bytes",
        "output_pipe.sv",
        "tail[b*8/YWidth]",
        "tail[b/((YWidth+7)/8)]",
        tests=(),
        block=Seen(
            causes=("byte marks",),
            place={"port": "sum"},
            tests=("sound",),
            parameters={**SMALL, "YWidth": 13},
        ),
    ),
    Bug(
        "whole packet closed once more",
        "output_pipe.sv",
        "else if (send) open_q <= !last;",
        "else if (send) open_q <= 1'b1;",
        tests=("illegal_header",),
        kinds=("closing",),
        block=Seen(kinds=("surplus", "flag"), place={"port": "sum"}, tests=("close",)),
    ),
    Bug(
        "packet open by a capture that a reset has taken",
        "output_pipe.sv",
        "else if (send) open_q <= !last;",
        "else if (capture_done) open_q <= !last;",
        tests=(),  # no reset of the engine's bench comes as such a beat waits
        block=Seen(kinds=("flag",), place={"port": "active_differs"}, tests=("close",)),
    ),
    Bug(
        "closing beat sent again and again",
        "output_pipe.sv",
        "else if (closing && skid_ready)",
        "else if (closing && skid_ready && 1'b0)",
        tests=("illegal_header",),
        kinds=("closing",),
        block=Seen(kinds=("surplus", "flag"), place={"port": "sum"}, tests=("close",)),
    ),
    Bug(
        "closing beat overtakes the sums",
        "output_pipe.sv",
        "close && open_q && !busy_q",
        "close && open_q",
        tests=("illegal_header",),
        kinds=("closing",),
        block=Seen(place={"port": "sum"}, tests=("close",)),
    ),
    Bug(
        "idle while the last beat waits",
        "output_pipe.sv",
        "busy_q || closing || m_axis_tvalid",
        "busy_q || closing",
        tests=("state",),
        kinds=("busy",),
        block=Seen(kinds=("flag",), place={"port": "active_differs"}, tests=("sound",)),
    ),
)
