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
    """Found in the array's step at these coordinates of a directed packet."""
    return seen("directed", {"port": "array", **place})


BUGS: tuple[Bug, ...] = (
    Bug(
        "channels that do not exist marked as sums",
        "step_sequencer.sv",
        "place.iteration_last ? header.channels_last",
        "place.iteration_last ? layer.iteration_channels",
        causes=("lane marks",),
        place={"iteration": 5},
        block=step(iteration=2, block=0, w=0),
    ),
    Bug(
        "cores stay on the first bus",
        "step_sequencer.sv",
        "buses_q        <= buses;",
        "buses_q        <= '0;",
        kinds=("mismatch", "unknown"),
        block=step(iteration=0, w=0, kh=0),
    ),
    Bug(
        "held sums handed on",
        "step_sequencer.sv",
        "hand_over_q    <= place.col_begins && !header.accumulate;",
        "hand_over_q    <= place.col_begins;",
        tests=("deep",),
        block=step(w=0, input_channel=0, kh=0),
    ),
    Bug(
        "headers of the two streams not compared",
        "step_sequencer.sv",
        "(!first_q || (tile_known && tile_matches))",
        "1'b1",
        # `mismatch` still tells the engine, before sums of the wrong tile are whole.
        tests=(),
        block=seen("mismatch", {"port": "array"}, ("surplus",)),
    ),
    Bug(
        "header used before it was compared",
        "step_sequencer.sv",
        "(!first_q || (tile_known && tile_matches))",
        "(!first_q || !tile_known || tile_matches)",
        kinds=("clocks",),
        parameters={"Rows": 4, "Cols": 24},
        block=seen("mismatch", {"port": "array"}, ("surplus",)),
    ),
    Bug(
        "every tile compared",
        "step_sequencer.sv",
        "(!first_q || (tile_known && tile_matches))",
        "(tile_known && tile_matches)",
        tests=(),  # the engine waits for the next row longer than for the comparison
        block=seen("other_tiles", {"port": "pixels", "iteration": 0}, ("stuck",)),
    ),
    Bug(
        "mismatch told before the header was compared",
        "step_sequencer.sv",
        "first_q && tile_known && !tile_matches",
        "first_q && !tile_matches",
        tests=("stalls",),
        kinds=("flag", "error", "error code", "stuck"),
        block=seen("sound", {"port": "mismatch"}, ("flag",)),
    ),
    Bug(
        "tlast of the pixels not checked",
        "step_sequencer.sv",
        "pixels_take && (pixels_last != place.load_last)",
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
        kinds=("stuck",),
        place={"port": "sum"},
        block=seen("sound", {"port": "array"}, ("handshake", "mismatch", "stuck")),
    ),
    Bug(
        "pixels not waited for",
        "step_sequencer.sv",
        "(!place.load_begins || pixels_valid)",
        "1'b1",
        tests=("stalls",),
        kinds=("mismatch", "stuck", "unknown", "flag"),
        block=seen("sound", {"port": "pixels"}, ("handshake", "mismatch")),
    ),
    Bug(
        "capture without a step",
        "step_sequencer.sv",
        "capture_q <= step && captures",
        "capture_q <= captures",
        tests=("stalls",),
        block=seen("sound", {"port": "array"}, ("handshake",)),
    ),
    Bug(
        "reset does not end a packet",
        "step_sequencer.sv",
        "if (!rst_n) running_q <= 1'b0;\n    else if (start)",
        "if (start)",
        tests=("reset_mid_packet",),
        kinds=("mismatch", "stuck", "flag", "unknown", "surplus", "handshake"),
        block=seen(
            "reset",
            {"iteration": 0, "w": 0, "input_channel": 0},
            ("mismatch", "stuck", "unknown", "handshake"),
        ),
    ),
    Bug(
        "steps after a fault",
        "step_sequencer.sv",
        "enable && !stop && row_ready",
        "enable && row_ready",
        tests=(),
        block=seen("sound", {"port": "halted"}),
    ),
)
