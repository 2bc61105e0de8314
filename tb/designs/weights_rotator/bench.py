"""The bench of `weights_rotator`."""

from __future__ import annotations

from pathlib import Path

from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Field,
    Flag,
    Port,
    Values,
    handshake,
    level_input,
    level_output,
    stream,
)
from tb.designs.weights_rotator.cases import cases
from tb.designs.weights_rotator.parameters import PARAMETERS, derive, word_of
from tb.designs.weights_rotator.tests import FullTest, TimelineTest, WrongLastTest
from tb.kraken.array import RTL
from tb.kraken.placed import placed


def ports(values: Values) -> tuple[Port, ...]:
    """Rows in, reads, the weights one clock after each, `stop`, and what shows in each clock."""
    word = word_of(values["RowWidth"])
    return (
        stream(
            "row",
            "s_axis",
            SOURCE,
            word=word,
            extra=(
                Field("layer", "layer"),
                Field("packet_done", "packet_done", turned=True),
                Field("last_fault", "last_fault", turned=True),
            ),
        ),
        handshake(
            "read",
            SINK,
            "row_ready",
            "take",
            Field("read_rows", "read_rows", turned=True),
            Field("read_block_done", "read_block_done", turned=True),
            Field("tile_ending", "tile_ending", turned=True),
            Field("tile_open", "tile_open"),
            Field("tile_header", "tile_header"),
            Field("packet_whole", "packet_whole"),
        ),
        level_output("weights", "read", 1, Field("weights", "weights", word, signed=True)),
        level_input("stop", Field("stop", "stop")),
        level_output(
            "status",
            "stop",
            0,
            Field("ready", "s_axis_tready"),
            Field("row_ready", "row_ready"),
            Field("tile_open", "tile_open"),
            Field("packet_whole", "packet_whole"),
            Field("held", "weights", word, signed=True),
        ),
    )


HARNESS = Path(__file__).resolve().parent / "weights_rotator_harness.sv"

BENCH = Bench(
    toplevel="weights_rotator",
    top="weights_rotator_harness",
    meaning="two weight buffers that change places",
    sources=[
        RTL / "kraken_pkg.sv",
        RTL / "weights_rotator.sv",
        HARNESS,
    ],
    ports=ports,
    flags=(Flag("stray"),),
    cases=cases,
    parameters=PARAMETERS,
    derive=derive,
    tests=(TimelineTest, FullTest, WrongLastTest),
    context=placed(),
    small={"RowWidth": 48, "Depth": 64},
    lint=({}, {"RowWidth": 2, "Depth": 2}, {"RowWidth": 77, "Depth": 37}),
)
