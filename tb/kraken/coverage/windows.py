"""Coverage of pooling: windows down a beat and across columns, strips, and which words count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from golden.kraken.stages.pool import PoolConfig, PoolOp
from tb.coverage.model import Group, Values
from tb.kraken.coverage.features import Feature, Found, crossing, group_of, number
from tb.kraken.coverage.kinds import STRIDE, against, few
from tb.kraken.coverage.scaling import Scaled
from tb.kraken.pooling import Pooling
from tb.kraken.steps import Bools, Ints

COUNT = ("any word counts", "all words count")
OPS = tuple(op.name for op in PoolOp)


@dataclass(frozen=True, eq=False)
class Strips:
    """A pass as its windows are told.

    Attributes:
        config: of the pass.
        beats: of the pass.
        depth: beats of a column that there is room for.
        open_windows: windows that may share a column.
    """

    config: PoolConfig
    beats: int
    depth: int
    open_windows: int


def _rows_out(s: Strips) -> str:
    c = s.config
    if c.rows_out == 1:
        return "one"
    most = (c.array_rows - c.kernel_h) // c.stride_h + 1
    return "as many as fit" if c.rows_out == most else "fewer"


def _open(s: Strips) -> str:
    """How many windows share a column."""
    needed = min(-(-s.config.kernel_w // s.config.stride_w), s.config.windows)
    return "one" if needed == 1 else "all" if needed == s.open_windows else "some"


def _column(s: Strips) -> str:
    rows = max(s.config.rows, s.config.rows_last)
    return "one" if rows == 1 else "all" if rows == s.depth else "some"


def _others(s: Strips) -> str:
    """Which strips there are: the first ones, those behind them, or both."""
    c = s.config
    first = min(c.strips * c.columns * c.rows, s.beats)
    return "first" if first == s.beats else "both" if first else "others"


DOWN: tuple[Feature[Strips], ...] = (
    number("kernel_h", "rows of a window", lambda s: s.config.kernel_h, 4),
    Feature(
        "step_h",
        "rows between windows against those of one",
        STRIDE,
        lambda s: against(s.config.stride_h, s.config.kernel_h, STRIDE),
    ),
    Feature("rows_out", "rows that leave", ("one", "fewer", "as many as fit"), _rows_out),
)
ACROSS: tuple[Feature[Strips], ...] = (
    Feature("op", "what is made of a window", OPS, lambda s: s.config.op.name),
    Feature("whole", "which windows count", COUNT, lambda s: COUNT[s.config.whole]),
    Feature(
        "work",
        "whether there is anything to do",
        ("pools", "lets all pass"),
        lambda s: "pools" if s.config.works else "lets all pass",
    ),
    number("kernel_w", "columns of a window", lambda s: s.config.kernel_w, 4),
    Feature(
        "step_w",
        "columns between windows against those of one",
        STRIDE,
        lambda s: against(s.config.stride_w, s.config.kernel_w, STRIDE),
    ),
    Feature("open", "windows that share a column", ("one", "some", "all"), _open),
    number("windows", "of a strip", lambda s: s.config.windows, 3),
    Feature("column", "beats of a column", ("one", "some", "all"), _column),
    Feature(
        "fewer",
        "beats of a column of the other strips",
        ("as many", "fewer"),
        lambda s: "fewer" if s.config.rows_last < s.config.rows else "as many",
    ),
    Feature("strips", "of a pass", ("first", "others", "both"), _others),
    Feature("beats", "of a pass", ("one", "more"), lambda s: few(s.beats)),
)
ACROSS_CROSSES = (
    crossing(ACROSS, "op_by_whole", ("op", "whole"), "what a window is, and when it counts"),
    crossing(ACROSS, "op_by_open", ("op", "open"), "slots that gather at once"),
    crossing(
        ACROSS,
        "strips_by_column",
        ("strips", "fewer"),
        "where the length of a column changes",
    ),
)
FEATURES = (*DOWN, *ACROSS)
CROSSES = (
    *ACROSS_CROSSES,
    crossing(FEATURES, "steps", ("step_h", "step_w"), "overlaps and gaps both ways"),
)


def strips_group(
    things: Callable[[Any, Any, Values], Iterable[Strips]], *, rows: bool = True
) -> Group:
    """The group ``strips``.

    Args:
        things: the passes of (a case, the one before, parameters).
        rows: whether the design sees the rows of a beat.
    """
    features, crosses = (FEATURES, CROSSES) if rows else (ACROSS, ACROSS_CROSSES)
    return group_of("strips", "passes over strips of columns", features, things, crosses)


@dataclass(frozen=True, eq=False)
class Gathered:
    """The windows of a pass that leave.

    Attributes:
        config: of the pass.
        value: int64 [windows], without bias.
        every, some: bool [windows], whether all of their words count, and whether any does.
    """

    config: PoolConfig
    value: Ints
    every: Bools
    some: Bools


def gathered(p: Pooling) -> Gathered:
    """The windows of a pass."""
    value, every = replace(p.config, whole=True, bias=0).totals(p.words, p.marks)
    _, some = replace(p.config, whole=False).totals(p.words, p.marks)
    lane = np.arange(value.shape[1]) % p.config.array_rows
    leaves = np.broadcast_to(lane < p.config.rows_out, value.shape)
    return Gathered(p.config, value[leaves], every[leaves], some[leaves])


def scaled_of(p: Pooling, acc_width: int) -> Scaled:
    """What is scaled of a pass."""
    c = p.config
    total, marks = c.totals(p.words, p.marks, acc_width)
    return Scaled.alike(total[marks], c)


def _cells(g: Gathered) -> Found:
    return {"all": g.every, "some": g.some, "none": ~g.some}


def _value(g: Gathered) -> Found:
    """Ends of what a window's words can come to, where any of them counts."""
    cells = g.config.kernel_h * g.config.kernel_w if g.config.op is PoolOp.SUM else 1
    return {
        "least": g.some & (g.value == -128 * cells),
        "greatest": g.some & (g.value == 127 * cells),
        "between": g.some,
    }


WINDOWS: tuple[Feature[Gathered], ...] = (
    Feature("op", "what is made of a window", OPS, lambda g: g.config.op.name),
    Feature("whole", "which windows count", COUNT, lambda g: COUNT[g.config.whole]),
    Feature("cells", "words of a window that count", ("none", "some", "all"), _cells),
    Feature("value", "of a window", ("least", "between", "greatest"), _value),
)
WINDOW_CROSSES = (
    crossing(
        WINDOWS,
        "cells_that_count",
        ("op", "whole", "cells"),
        "words that are missing in a window of each kind",
    ),
    crossing(WINDOWS, "ends", ("op", "value"), "the widest values of each kind"),
)


def window_group(works: Callable[[Any], Iterable[Pooling]]) -> Group:
    """The group ``window``.

    Args:
        works: the passes of a case.
    """

    def things(case: Any, before: Any, values: Values) -> Iterator[Gathered]:
        return map(gathered, works(case))

    return group_of("window", "windows that leave", WINDOWS, things, WINDOW_CROSSES)
