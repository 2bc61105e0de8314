"""Bugs planted in `column_tracker`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen


def place(**at: int) -> Seen:
    """Found in the directed packets, at these coordinates."""
    return Seen(place={"port": "out", **at}, tests=("directed",))


BUGS: tuple[Bug, ...] = (
    Bug(
        "left padding forgotten",
        "column_tracker.sv",
        "tap_q   <= {2'b0, header.pad_left};",
        "tap_q   <= '0;",
        causes=("shifted by one column",),
        place={"block": 0, "w": 0},
        block=place(packet=2, w=1, input_channel=1, kh=2),
    ),
    Bug(
        "column phase starts at 0 whatever the padding",
        "column_tracker.sv",
        "phase_q <= layer.first_phase;",
        "phase_q <= '0;",
        causes=("left out",),
        block=place(packet=6, w=0, kh=0),
    ),
    Bug(
        "right edge sends one column only",
        "column_tracker.sv",
        "place.col_last ? left_q[3:0] : 4'd1",
        "4'd1",
        causes=("shifted by one column",),
        place={"w": 4},
        block=place(packet=2, block=0, w=3, kh=2),
    ),
    Bug(
        "tlast a column early",
        "column_tracker.sv",
        "place.col_last || left_q == 16'd1",
        "place.col_last || left_q == 16'd2",
        causes=("tlast early",),
        place={"iteration": 2, "block": 1, "w": 2},
        block=place(packet=0, block=0, w=0, input_channel=1),
    ),
    Bug(
        "sums sent that are to be held",
        "column_tracker.sv",
        "place.col_ends && !header.hold &&",
        "place.col_ends &&",
        tests=("deep",),
        block=place(packet=0, w=0, input_channel=1),
    ),
    Bug(
        "columns behind the last output sent too",
        "column_tracker.sv",
        "{2'b0, header.kernel_w} && left_q != '0;",
        "{2'b0, header.kernel_w};",
        tests=("back_to_back",),
        kinds=("mismatch", "surplus", "stuck", "unknown"),
        block=place(packet=1, image=0, w=1),
    ),
    Bug(
        "last input column always sends",
        "column_tracker.sv",
        "(ends || (place.col_last && left_q != '0))",
        "(ends || place.col_last)",
        kinds=("mismatch", "surplus", "stuck", "unknown"),
        block=place(packet=1, image=0, w=1),
    ),
    Bug(
        "output columns one input column apart",
        "column_tracker.sv",
        "ends ? tap_next - {2'b0, header.stride_w} : tap_next",
        "ends ? tap_q : tap_next",
        kinds=("mismatch", "unknown"),
        block=place(packet=4, w=1, input_channel=1),
    ),
)
