"""The bench of `kraken_top`: what leaves each stage is compared, so the first bad one is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from golden.errors import GoldenError
from golden.kraken.format.axes import PIXEL, WEIGHT
from tb.bench import Bench
from tb.designs.kraken_top.context import top_context
from tb.designs.kraken_top.options import OPTIONS, check_options
from tb.designs.kraken_top.parts import PARTS
from tb.designs.kraken_top.ports import derive, parameters, ports
from tb.kraken.array import RTL
from tb.kraken.busy import BUSY
from tb.kraken.engine import COLUMNS, FLAGS, ON_GATES
from tb.kraken.inner import config_inner, engine_inner

if TYPE_CHECKING:
    from tb.coverage.model import Group
    from tb.env.test import BenchTest

LINTED: tuple[dict[str, int], ...] = (
    {},
    {"Rows": 4, "Cols": 24, "OutBytes": 16},
    {"Rows": 1, "Cols": 1, "KhMax": 1, "KwMax": 1, "SMax": 1, "OutChannels": 1, "WeightDepth": 2},
    {"Rows": 3, "Cols": 20, "OutChannels": 5, "PixelPortWords": 2, "OutBytes": 60},
)
"""Usual, another port, smallest, many channels."""


def own_tests() -> Sequence[type[BenchTest]]:
    """The tests, which take their time to load and are not needed to build the design."""
    from tb.designs.kraken_top.tests import TESTS

    return TESTS


def coverage() -> Sequence[Group]:
    """What is counted, where anything is."""
    from tb.designs.kraken_top.coverage import GROUPS

    return GROUPS


BENCH = Bench(
    toplevel="kraken_top",
    meaning="the whole accelerator: the engine and the stages behind it",
    sources=RTL / "kraken_top.f",
    ports=ports,
    edged=(PIXEL, WEIGHT),
    watched=(BUSY,),
    inner=(
        *engine_inner("u_engine."),
        *config_inner(
            "u_requantizer.u_config", "u_activation.u_reader", "u_adder.u_reader", "u_pool.u_reader"
        ),
    ),
    flags=FLAGS,
    parameters=parameters(),
    derive=derive,
    tests=own_tests,
    main_job=("network",),
    options=OPTIONS,
    check=check_options,
    usage_faults=(GoldenError,),
    context=top_context,
    columns=COLUMNS,
    case_label="layer",
    lint=LINTED,
    small=ON_GATES,
    coverage=coverage,
    small_job=("directed",),
    parts=PARTS,
)
