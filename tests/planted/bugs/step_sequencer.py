"""Bugs planted in `step_sequencer`."""

from __future__ import annotations

from collections.abc import Mapping

from tests.planted.bug import Bug, Seen

SIZE = {"Rows": 4, "Cols": 24, "KwMax": 5, "SMax": 3}
"""The sequencer of the engine that the bugs are planted in."""


def seen(test: str, place: Mapping[str, int | str], kinds: tuple[str, ...] = ("mismatch",)) -> Seen:
    """How that test of the sequencer's bench finds a bug."""
    return Seen(kinds, place=place, tests=(test,), parameters=SIZE)


def step(**place: int) -> Seen:
    """Found in the array's step at these coordinates of a directed layer."""
    return seen("directed", {"port": "array", **place})


BUGS: tuple[Bug, ...] = (
    Bug(
        "left padding forgotten",
        "step_sequencer.sv",
        "6'(header.pad_left)",
        "6'd0",
        causes=("shifted by one column",),
        place={"block": 0, "w": 0},
        block=step(block=0, w=1, kh=2),
    ),
    Bug(
        "column phase starts at 0 whatever the padding",
        "step_sequencer.sv",
        "(col_q == '0) ? layer.first_phase",
        "(col_q == '0) ? 4'd0",
        causes=("left out",),
        block=step(w=1, kh=0, core=0),
    ),
    Bug(
        "right edge sends one column only",
        "step_sequencer.sv",
        "col_last ? out_cols_left[3:0] : 4'd1",
        "4'd1",
        kinds=("mismatch",),
        causes=("shifted by one column",),
        place={"w": 4},
        block=step(w=4, kh=1),
    ),
    Bug(
        "stride over the kernel height not seen",
        "step_sequencer.sv",
        "phase_q + 4'd1 == header.kernel_h",
        "1'b0",
        kinds=("mismatch",),
        causes=("shifted by one column",),
        place={"w": 1},
        block=step(w=0, kh=0, input_channel=1),
    ),
    Bug(
        "group boundary off by one",
        "step_sequencer.sv",
        "(c % g) < 32'(h.stride_w)",
        "(c % g) <= 32'(h.stride_w)",
        block=step(w=1, kh=0, core=1),
    ),
    Bug(
        "first cores of a group go on",
        "step_sequencer.sv",
        "else if (col_phase == '0) restart_b",
        "else if (1'b0) restart_b",
        block=step(w=1, kh=0, core=0),
    ),
    Bug(
        "sums of the block before go on",
        "step_sequencer.sv",
        "if (col_q == '0) restart_b <= '1;",
        "if (col_q == '0) restart_b <= group_start_q;",
        kinds=("mismatch", "unknown"),
        block=step(w=0, kh=0, core=1),
    ),
    Bug(
        "held sums lost",
        "step_sequencer.sv",
        "col_begins && !header.accumulate",
        "col_begins",
        tests=("deep",),
        causes=("held sums",),
        count=2,
        block=step(w=0, input_channel=0, kh=0, core=0),
    ),
    Bug(
        "rows below the image marked as sums",
        "step_sequencer.sv",
        "block_last ? header.rows_last : 8'(Rows)",
        "8'(Rows)",
        causes=("lane marks",),
        place={"block": 1},
        block=step(iteration=0, block=1, w=0),
    ),
    Bug(
        "channels that do not exist marked as sums",
        "step_sequencer.sv",
        "iteration_last ? header.channels_last",
        "iteration_last ? layer.iteration_channels",
        causes=("lane marks",),
        place={"iteration": 1},
        block=step(iteration=1, block=0, w=0),
    ),
    Bug(
        "tlast a column early",
        "step_sequencer.sv",
        "out_cols_left == 16'd1)",
        "out_cols_left == 16'd2)",
        causes=("tlast early",),
        place={"iteration": 1, "block": 1, "w": 2},
        block=step(iteration=1, block=1, w=2),
    ),
    Bug(
        "reset misses the channel counter",
        "step_sequencer.sv",
        "      channel_q   <= '0;\n",
        "",
        tests=("reset_mid_packet",),
        kinds=("mismatch", "stuck", "flag", "unknown"),
        block=seen("reset", {"w": 0}, ("mismatch", "stuck", "unknown")),
    ),
    Bug(
        "headers of the two streams not compared",
        "step_sequencer.sv",
        "tile_header != header",
        "1'b0",
        tests=("illegal_header",),
        kinds=("surplus",),
        block=seen("mismatch", {"port": "array"}, ("surplus",)),
    ),
    Bug(
        "sums sent that are to be held",
        "step_sequencer.sv",
        "channel_done && !header.hold &&",
        "channel_done &&",
        tests=("deep",),
        block=step(w=0),
    ),
    Bug(
        "tlast of the pixels not checked",
        "step_sequencer.sv",
        "pixels_take && (pixels_last != set_last)",
        "1'b0",
        tests=("illegal_header",),
        kinds=("error",),
        block=seen("sound", {"port": "pixels"}),
    ),
    Bug(
        "steps while the pipeline stands",
        "step_sequencer.sv",
        "running_q && enable && !stop",
        "running_q && !stop",
        causes=("lane marks",),
        place={"w": 2},
        block=seen("sound", {"port": "array"}, ("handshake", "mismatch")),
    ),
    Bug(
        "pixels not waited for",
        "step_sequencer.sv",
        "(!phase_begins || pixels_valid)",
        "1'b1",
        tests=("stalls",),
        kinds=("mismatch", "stuck", "unknown", "flag"),
        block=seen("sound", {"port": "pixels"}, ("handshake", "mismatch")),
    ),
    Bug(
        "capture without a step",
        "step_sequencer.sv",
        "capture_b <= step && captures",
        "capture_b <= captures",
        tests=("stalls",),
        block=seen("sound", {"port": "array"}, ("handshake",)),
    ),
    Bug(
        "tile ends with its first image",
        "step_sequencer.sv",
        "tile_ending = image_done && image_last",
        "tile_ending = image_done",
        kinds=("mismatch", "flag", "stuck", "unknown"),
        block=seen("directed", {"port": "rows", "image": 0}),
    ),
    Bug(
        "steps after a fault",
        "step_sequencer.sv",
        "enable && !stop && !mismatch",
        "enable && !mismatch",
        tests=(),
        block=seen("sound", {"port": "halted"}),
    ),
)
