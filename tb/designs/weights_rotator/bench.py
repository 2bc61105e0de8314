"""The bench of `weights_rotator`."""

from __future__ import annotations

from pathlib import Path

from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Field,
    Flag,
    Part,
    Port,
    Values,
    handshake,
    level_input,
    level_output,
    stream,
)
from tb.designs.weights_rotator.cases import cases
from tb.designs.weights_rotator.coverage import GROUPS
from tb.designs.weights_rotator.parameters import PARAMETERS, derive, word_of
from tb.designs.weights_rotator.tests import FullTest, HeaderTest, TimelineTest, WrongLastTest
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.parameters import told
from tb.kraken.references.rotator import RotatorReference
from tb.kraken.words import HEADER, LAYER


def ports(values: Values) -> tuple[Port, ...]:
    """Rows in, reads, the weights one clock after each, and what shows in each clock.

    A read comes with the header of the packet that reads. `watch` sets the pace of `status`.
    """
    word = word_of(values["RowWidth"])
    return (
        stream(
            "row",
            "s_axis",
            SOURCE,
            word=word,
            extra=(
                Field("layer", "layer", packed=LAYER),
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
            Field("read_header", "read_header", turned=True, packed=HEADER),
            Field("read_block_ends", "read_block_ends", turned=True),
            Field("read_tile_ends", "read_tile_ends", turned=True),
            Field("packet_whole", "packet_whole"),
            Field("tile_known", "tile_known"),
            Field("tile_matches", "tile_matches"),
        ),
        level_output("weights", "read", 1, Field("weights", "weights", word, signed=True)),
        level_input("watch", Field("watch", "watch")),
        level_output(
            "status",
            "watch",
            0,
            Field("ready", "s_axis_tready"),
            Field("row_ready", "row_ready"),
            Field("packet_whole", "packet_whole"),
            Field("tile_known", "tile_known"),
            Field("tile_matches", "tile_matches"),
            Field("held", "weights", word, signed=True),
        ),
    )


HARNESS = Path(__file__).resolve().parent / "weights_rotator_harness.sv"

BENCH = Bench(
    toplevel="weights_rotator",
    top="weights_rotator_harness",
    meaning="two weight buffers that change places",
    sources=[
        *(RTL / name for name in ("kraken_pkg.sv", "ram.sv", "weights_rotator.sv")),
        HARNESS,
    ],
    ports=ports,
    flags=(Flag("stray"),),
    cases=cases,
    parameters=PARAMETERS,
    derive=derive,
    tests=(TimelineTest, HeaderTest, FullTest, WrongLastTest),
    context=placed(),
    coverage=GROUPS,
    small={"RowWidth": 48, "Depth": 64},
    lint=({}, {"RowWidth": 2, "Depth": 2}, {"RowWidth": 77, "Depth": 37}),
    parts=(Part("u_ram", "ram", told(Width="RowWidth", Depth=lambda v: 2 * v["Depth"])),),
    reference=RotatorReference,
)
