"""Bugs planted in `pool_engine`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

OUT = {"port": "out"}

BUGS: tuple[Bug, ...] = (
    Bug(
        "beats in which no window ends leave too",
        "pool_engine.sv",
        "REGISTERS'(!leaves) << SUMS",
        "REGISTERS'(1'b0) << SUMS",
        tests=(),
        block=Seen(kinds=("mismatch", "surplus", "unknown"), place=OUT, tests=("sound",)),
    ),
    Bug(
        "beats on their way are scaled as the next packet says",
        "pool_engine.sv",
        "= finish_q[(SCALE-1)*FINISH_WIDTH+:FINISH_WIDTH];",
        "= {finish_with_q, finish_q[(SCALE-1)*FINISH_WIDTH+:2]};",
        tests=(),
        block=Seen(place=OUT, tests=("sound",)),
    ),
    Bug(
        "words that do not count keep their value",
        "pool_engine.sv",
        "side[l] ? y[l*8+:8] : '0",
        "y[l*8+:8]",
        tests=(),
        block=Seen(place=OUT, tests=("sound",)),
    ),
    Bug(
        "a clock lost between packets",
        "pool_engine.sv",
        "header_valid && (!active_q || (fire && s_axis_tlast))",
        "header_valid && !active_q",
        tests=(),
        block=Seen(kinds=("clocks",), tests=("sound",)),
    ),
    Bug(
        "a configuration taken over in mid-packet",
        "pool_engine.sv",
        "(!active_q || (fire && s_axis_tlast))",
        "(!active_q || fire)",
        tests=(),
        block=Seen(
            kinds=("mismatch", "surplus", "standstill", "clocks", "unknown"), tests=("sound",)
        ),
    ),
    Bug(
        "plain sums count as a way through",
        "pool_engine.sv",
        "coming.sum || coming.kernel_h != 8'd1",
        "coming.kernel_h != 8'd1",
        tests=(),
        block=Seen(place=OUT, tests=("sound",)),
    ),
    Bug(
        "all channels marked as the first",
        "pool_engine.sv",
        "s_axis_tuser[m*Rows+:Rows]",
        "s_axis_tuser[0+:Rows]",
        tests=(),
        block=Seen(place=OUT, tests=("sound",)),
    ),
    Bug(
        "a bias below zero taken as a great one",
        "pool_engine.sv",
        "AccWidth'($signed(coming.bias))",
        "AccWidth'(coming.bias)",
        tests=(),
        block=Seen(
            place=OUT,
            tests=("sound",),
            parameters={"Rows": 4, "Depth": 12, "AccWidth": 32},
        ),
    ),
    Bug(
        "marks a register ahead of their words",
        "pool_engine.sv",
        "assign side = side_q[(CHANNEL_REGISTERS-1)*SIDE_WIDTH+:SIDE_WIDTH];",
        "assign side = side_q[(CHANNEL_REGISTERS-2)*SIDE_WIDTH+:SIDE_WIDTH];",
        tests=(),
        block=Seen(kinds=("mismatch", "unknown"), place=OUT, tests=("sound",)),
    ),
    Bug(
        "sums of a column's rows made as their greatest",
        "pool_engine.sv",
        ".sum     (sum_q),",
        ".sum     (1'b0),",
        tests=(),
        block=Seen(place=OUT, tests=("sound",)),
        top=Seen(place={"port": "pooled"}, tests=("directed",)),
    ),
    Bug(
        "beats behind the header of a configuration wait",
        "pool_engine.sv",
        ".body_tready(1'b1)",
        ".body_tready(1'b0)",
        tests=(),
        block=Seen(
            kinds=("stuck",),
            place={"port": "in"},
            tests=("sound",),
            parameters={"Rows": 3, "OutChannels": 1},
        ),
    ),
)
