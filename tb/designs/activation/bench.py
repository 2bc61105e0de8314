"""The bench of `activation`."""

from __future__ import annotations

from tb.bench import SINK, SOURCE, Bench, Field, Port, Values, stream
from tb.designs.activation.cases import cases
from tb.designs.activation.coverage import GROUPS
from tb.designs.activation.parts import PARTS
from tb.kraken.array import RTL
from tb.kraken.inner import config_inner
from tb.kraken.placed import placed
from tb.kraken.references.table import TableReference
from tb.kraken.stage_ports import (
    OUT_CHANNELS,
    ROWS,
    WORD_OUT,
    config_port,
    config_width,
    words_port,
)


def ports(values: Values) -> tuple[Port, ...]:
    """Configurations and words in, words out with the mark of those that met a table."""
    return (
        config_port(values["ConfigWidth"]),
        words_port("in", SOURCE, word=WORD_OUT),
        stream("out", "m_axis", SINK, word=WORD_OUT, user=True, extra=(Field("works", "works"),)),
    )


BENCH = Bench(
    toplevel="activation",
    inner=config_inner("u_reader"),
    meaning="puts int8 words through a table",
    sources=[
        RTL / name for name in ("axis_skid.sv", "ram.sv", "config_reader.sv", "activation.sv")
    ],
    ports=ports,
    cases=cases,
    parameters=(ROWS, OUT_CHANNELS, config_width()),
    context=placed("entry"),
    quiet=8,
    coverage=GROUPS,
    small={"Rows": 2, "OutChannels": 1},
    lint=(
        {},
        {"Rows": 1, "OutChannels": 1, "ConfigWidth": 72},
        {"Rows": 3, "OutChannels": 3, "ConfigWidth": 300},
    ),
    parts=PARTS,
    reference=TableReference,
)
