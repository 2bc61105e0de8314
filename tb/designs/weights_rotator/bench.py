"""The bench of `weights_rotator`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Case,
    Field,
    Flag,
    Parameter,
    ParameterError,
    Port,
    Values,
    handshake,
    level_input,
    level_output,
    stream,
)
from tb.designs.conv_engine.array import RTL
from tb.designs.conv_engine.places import PlacedContext
from tb.designs.weights_rotator.case import NO_STOP, rotator_case
from tb.designs.weights_rotator.layers import (
    LEAST_WORD,
    MOST_CORES,
    MOST_WORD,
    array_of,
    rounds,
    word_of,
)
from tb.designs.weights_rotator.rotator_tests import FullTest, TimelineTest, WrongLastTest

STOPPED = 60
"""Clocks in which `stop` comes and goes."""


def derive(values: dict[str, int]) -> dict[str, int]:
    """The parameters as they are.

    Raises:
        ParameterError: no engine has such a rotator.
    """
    width = values["RowWidth"]
    if not word_of(width):
        raise ParameterError(
            f"RowWidth is {width}, but a row is 1 to {MOST_CORES} words of {LEAST_WORD} to "
            f"{MOST_WORD} bits"
        )
    return values


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


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """Each round, some of them while `stop` comes and goes."""
    for name, packets in rounds(rng, array_of(values)):
        stopped = rng.random() < 0.5
        stop = rng.random(STOPPED) < 0.5 if stopped else NO_STOP
        yield rotator_case(f"{name}{' stopped' if stopped else ''}", packets, stop)


HERE = Path(__file__).parent

BENCH = Bench(
    toplevel="weights_rotator",
    top="rotator_as_wired",
    module="weights_rotator",
    meaning="two weight buffers that change places",
    sources=[RTL / "kraken_pkg.sv", RTL / "weights_rotator.sv", HERE / "rotator_as_wired.sv"],
    ports=ports,
    flags=(Flag("stray"),),
    cases=cases,
    parameters=(
        Parameter("RowWidth", 768, 2, 16384, "bits of a row", usual={"icarus": 192}),
        Parameter("Depth", 2048, 2, 65535, "rows of one buffer", usual={"icarus": 256}),
    ),
    derive=derive,
    tests=(TimelineTest, FullTest, WrongLastTest),
    context=PlacedContext.of,
    lint=({}, {"RowWidth": 2, "Depth": 2}, {"RowWidth": 77, "Depth": 37}),
)
