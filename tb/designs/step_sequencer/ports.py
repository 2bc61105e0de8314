"""Ports of `step_sequencer` and what their fields are called."""

from __future__ import annotations

from golden.streams.frame import LAST
from tb.bench import SINK, SOURCE, Field, Port, Values, handshake, level_input, level_output, strobe
from tb.kraken.words import CAPTURE, LAYER

START, PIXELS, ROWS, ARRAY = "start", "pixels", "rows", "array"
TILE, STOP, HALTED = "tile", "stop", "halted"

AT_REST = ("step", "pixels_take")
"""Outputs that are 0 in each clock with `stop`."""


def ports(values: Values) -> tuple[Port, ...]:
    """A packet begins at `start`; a step takes a row of weights and, for a phase, a load of pixels.

    `array` shows each step a clock later and keeps it until `enable`. `tile` tells whether the
    first row may be used: its packet's header is compared beside. `stop` is an input without a
    handshake too, and `halted` is what must rest meanwhile.
    """
    return (
        strobe(START, SOURCE, "start", Field("layer", "layer", packed=LAYER)),
        handshake(
            PIXELS,
            SOURCE,
            "pixels_valid",
            "pixels_take",
            Field(LAST, "pixels_last"),
            Field("body_done", "body_done", turned=True, only_then=True),
            Field("last_fault", "last_fault", turned=True, only_then=True),
        ),
        handshake(
            ROWS,
            SOURCE,
            "row_ready",
            "step",
            Field("iteration_ends", "iteration_ends", turned=True),
            Field("block_ends", "block_ends", turned=True),
            Field("packet_done", "packet_done", turned=True, only_then=True),
        ),
        handshake(
            ARRAY,
            SINK,
            "step_b",
            "enable",
            Field("restart", "restart_b", word=1),
            Field("buses", "buses_b", word=values["BusWidth"]),
            Field("hand_over", "hand_over_b"),
            Field("capture", "capture_b", only_then=True),
            Field("capture_info", "capture_info_b", packed=CAPTURE),
            enables=True,
        ),
        level_input(TILE, Field("known", "tile_known"), Field("matches", "tile_matches")),
        level_input(STOP, Field("stop", "stop")),
        level_output(HALTED, STOP, 0, *(Field(name, name) for name in AT_REST)),
    )
