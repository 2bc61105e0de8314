"""The bench of `conv_engine`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from golden.errors import GoldenError
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from tb.bench import Bench
from tb.designs.conv_engine.context import engine_context
from tb.designs.conv_engine.options import OPTIONS, check_options
from tb.designs.conv_engine.parts import PARTS
from tb.designs.conv_engine.ports import derive, ports
from tb.kraken.array import RTL, array_parameters
from tb.kraken.busy import BUSY
from tb.kraken.engine import COLUMNS, FLAGS, ON_GATES
from tb.kraken.inner import engine_inner
from tb.kraken.references.wiring import EngineWiring

if TYPE_CHECKING:
    from tb.coverage.model import Group
    from tb.env.test import BenchTest

LINTED: tuple[dict[str, int], ...] = (
    {},
    {"Rows": 4, "Cols": 24},
    {"Rows": 1, "Cols": 1, "KhMax": 1, "KwMax": 1, "SMax": 1, "OutChannels": 1, "WeightDepth": 2},
    {"Rows": 3, "Cols": 20, "OutChannels": 5, "PixelPortWords": 2, "WeightPortWords": 7},
    {
        "Rows": 8,
        "Cols": 16,
        "XWidth": 4,
        "KWidth": 4,
        "YWidth": 24,
        "KhMax": 3,
        "KwMax": 3,
        "SMax": 2,
    },
)
"""Usual, small, smallest, narrow odd ports, other words."""


def own_tests() -> Sequence[type[BenchTest]]:
    """The tests, which take their time to load and are not needed to build the design."""
    from tb.designs.conv_engine.tests import TESTS

    return TESTS


def coverage() -> Sequence[Group]:
    """What is counted, where anything is."""
    from tb.designs.conv_engine.coverage import GROUPS

    return GROUPS


BENCH = Bench(
    toplevel="conv_engine",
    meaning="the whole engine: pixels and weights in, integer sums out",
    sources=RTL / "conv_engine.f",
    ports=ports,
    edged=(PIXEL, WEIGHT, SUM),
    watched=(BUSY,),
    inner=engine_inner(),
    flags=FLAGS,
    parameters=array_parameters(),
    derive=derive,
    tests=own_tests,
    main_job=("network",),
    options=OPTIONS,
    check=check_options,
    usage_faults=(GoldenError,),
    context=engine_context,
    columns=COLUMNS,
    case_label="layer",
    lint=LINTED,
    small=ON_GATES,
    coverage=coverage,
    small_job=("random_layers", "deep", "reset_mid_packet", "illegal_header"),
    parts=PARTS,
    wiring=EngineWiring,
)
