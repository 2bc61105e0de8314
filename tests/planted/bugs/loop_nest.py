"""Bugs planted in `loop_nest`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

LOST = ("mismatch", "flag", "stuck", "unknown", "error", "error code", "surplus")
"""How the engine's bench may see that a packet is left too early or too late."""


def place(**at: int) -> Seen:
    """Found in the directed packets, at these coordinates."""
    return Seen(("mismatch", "unknown"), place={"port": "out", **at}, tests=("directed",))


BUGS: tuple[Bug, ...] = (
    Bug(
        "stride over the kernel height not seen",
        "loop_nest.sv",
        "phase_next == header.stride_h || phase_next == header.kernel_h",
        "phase_next == header.stride_h",
        causes=("shifted by one column",),
        place={"w": 1},
        block=place(packet=4, w=0, input_channel=1, kh=0),
    ),
    Bug(
        "tile ends with its first image",
        "loop_nest.sv",
        "place.iteration_ends = place.block_ends && place.block_last && place.image_last;",
        "place.iteration_ends = place.block_ends && place.block_last;",
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
        "col_first_q <= place.col_last;",
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
        "place.col_last && place.block_last &&\n                           place.image_last &&",
        "place.col_last && place.block_last &&",
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
