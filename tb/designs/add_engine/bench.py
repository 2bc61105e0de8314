"""The bench of `add_engine`."""

from __future__ import annotations

from tb.bench import SINK, SOURCE, Bench, Field, Port, Values, stream
from tb.designs.add_engine.cases import cases
from tb.designs.add_engine.coverage import GROUPS
from tb.designs.add_engine.parts import PARTS
from tb.kraken.array import RTL
from tb.kraken.inner import config_inner
from tb.kraken.placed import placed
from tb.kraken.references.adder import AdderReference
from tb.kraken.stage_ports import (
    OUT_CHANNELS,
    ROWS,
    WORD_OUT,
    config_port,
    config_width,
    words_port,
)

SOURCES = (
    "stage_pkg.sv",
    "axis_skid.sv",
    "config_reader.sv",
    "requantize_channel.sv",
    "scale_operand.sv",
    "add_engine.sv",
)


def ports(values: Values) -> tuple[Port, ...]:
    """Configurations and both operands in, results out with the mark of those that had two."""
    return (
        config_port(values["ConfigWidth"]),
        words_port("in", SOURCE, word=WORD_OUT),
        words_port("operand", SOURCE, word=WORD_OUT, prefix="s_axis_operand", user=False),
        stream("out", "m_axis", SINK, word=WORD_OUT, user=True, extra=(Field("works", "works"),)),
    )


BENCH = Bench(
    toplevel="add_engine",
    inner=config_inner("u_reader"),
    meaning="adds, subtracts or multiplies the words of two streams",
    sources=[RTL / name for name in SOURCES],
    ports=ports,
    cases=cases,
    parameters=(ROWS, OUT_CHANNELS, config_width()),
    context=placed("first", "second"),
    quiet=20,
    coverage=GROUPS,
    small={"Rows": 2, "OutChannels": 1},
    lint=(
        {},
        {"Rows": 1, "OutChannels": 1, "ConfigWidth": 72},
        {"Rows": 3, "OutChannels": 3, "ConfigWidth": 300},
    ),
    parts=PARTS,
    reference=AdderReference,
)
