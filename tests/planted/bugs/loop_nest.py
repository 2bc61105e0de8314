"""Bugs planted in `loop_nest`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

LOST = ("mismatch", "flag", "stuck", "unknown", "error", "error code", "surplus")
"""How the engine's bench may see that a packet is left too early or too late."""


def place(**at: int) -> Seen:
    """Found in the directed packets, at these coordinates."""
    return Seen(("mismatch", "unknown"), place={"port": "out", **at}, tests=("directed",))


TINY = {"Rows": 1, "Cols": 3, "OutChannels": 1, "WeightDepth": 65535}
"""The engine on which a test lets every counter reach its greatest value."""

BUGS: tuple[Bug, ...] = (
    Bug(
        "images counted in two bits",
        "loop_nest.sv",
        "count_t       images_q;",
        "logic [1:0] images_q;",
        tests=("counters",),
        kinds=LOST,
        parameters=TINY,
    ),
    Bug(
        "columns counted in five bits",
        "loop_nest.sv",
        "count_t       cols_q;",
        "logic [4:0] cols_q;",
        tests=("counters",),
        kinds=LOST,
        parameters=TINY,
    ),
    Bug(
        "stride over the kernel height not seen",
        "loop_nest.sv",
        "phase_next == header.stride_h || phase_next == header.kernel_h",
        "phase_next == header.stride_h",
        place={"block": 0, "w": 0},
        block=place(packet=4, w=0, input_channel=1, kh=0),
    ),
    Bug(
        "tile ends with its first image",
        "loop_nest.sv",
        "iteration_ends = block_ends && block_last && image_last;",
        "iteration_ends = block_ends && block_last;",
        kinds=("mismatch", "flag", "stuck", "unknown"),
        block=place(packet=1, image=0, w=1),
    ),
    Bug(
        "last channel of a column left out",
        "loop_nest.sv",
        "channel_last = channels_q == 16'd1",
        "channel_last = channels_q <= 16'd2",
        kinds=LOST,
        block=place(packet=0, w=0, input_channel=0),
    ),
    Bug(
        "first column of the next block not seen",
        "loop_nest.sv",
        "col_first_q <= col_last;",
        "col_first_q <= 1'b0;",
        kinds=("mismatch", "unknown"),
        block=place(packet=0, block=1, w=0),
    ),
    Bug(
        "second phase begins with the first kernel row",
        "loop_nest.sv",
        "tap_q   <= phase_last ? '0 : phase_next;",
        "tap_q   <= '0;",
        kinds=LOST,
        block=place(packet=6, kh=1),
    ),
    Bug(
        "load called the last one in each image",
        "loop_nest.sv",
        "channel_last && col_last && block_last && image_last &&",
        "channel_last && col_last && block_last &&",
        kinds=LOST,
        block=place(packet=1, image=0, w=1),
    ),
    Bug(
        "images counted from the packet before",
        "loop_nest.sv",
        "      images_q     <= header.images;\n",
        "",
        kinds=LOST,
        block=place(packet=0, image=0, w=0),
    ),
)
