"""The bench of `pool_engine`."""

from __future__ import annotations

from tb.bench import SINK, SOURCE, Bench, Field, Port, Values, stream
from tb.designs.pool_engine.cases import cases
from tb.designs.pool_engine.coverage import GROUPS
from tb.designs.pool_engine.parts import PARTS
from tb.kraken.array import RTL
from tb.kraken.inner import config_inner
from tb.kraken.placed import placed
from tb.kraken.pool_parameters import ACC_WIDTHS, OPEN_WINDOWS
from tb.kraken.references.pool import PoolReference
from tb.kraken.stage_ports import (
    DEPTHS,
    OUT_CHANNELS,
    ROWS,
    WORD_OUT,
    config_port,
    config_width,
    words_port,
)

SOURCES = (
    "pool_pkg.sv",
    "stage_pkg.sv",
    "axis_skid.sv",
    "ram.sv",
    "config_reader.sv",
    "requantize_channel.sv",
    "pool_pair.sv",
    "pool_rows.sv",
    "pool_windows.sv",
    "pool_sums.sv",
    "pool_engine.sv",
)


def ports(values: Values) -> tuple[Port, ...]:
    """Configurations and words in; pooled words out, with a mark that they are."""
    works = (Field("works", "works"),)
    return (
        config_port(values["ConfigWidth"]),
        words_port("in", SOURCE, word=WORD_OUT),
        stream("out", "m_axis", SINK, word=WORD_OUT, user=True, extra=works),
    )


BENCH = Bench(
    toplevel="pool_engine",
    inner=config_inner("u_reader"),
    meaning="sums or greatest values of windows",
    sources=[RTL / name for name in SOURCES],
    ports=ports,
    cases=cases,
    parameters=(
        ROWS,
        OUT_CHANNELS,
        DEPTHS,
        OPEN_WINDOWS,
        ACC_WIDTHS,
        config_width(),
    ),
    context=placed("channel", "array_row"),
    quiet=32,
    coverage=GROUPS,
    small={"Rows": 2, "OutChannels": 1, "Depth": 4},
    lint=(
        {},
        {"Rows": 1, "OutChannels": 1, "Depth": 1, "OpenWindows": 1},
        {"Rows": 16, "OutChannels": 1, "Depth": 2, "AccWidth": 32, "ConfigWidth": 72},
        {"Rows": 2, "OutChannels": 3, "Depth": 5, "OpenWindows": 2, "AccWidth": 16},
        {"Rows": 8, "OutChannels": 1, "ConfigWidth": 300},
    ),
    parts=PARTS,
    reference=PoolReference,
)
