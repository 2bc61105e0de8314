"""What is counted of windows across columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from golden.kraken.stages.pool import PoolOp
from tb.bench import Values
from tb.designs.pool_sums.cases import NOTHING, Beats, Flow
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.windows import COUNT
from tb.kraken.steps import Bools, Ints

AGAIN = ("1 beat", "2 beats", "3 beats", "more beats", "no beat")
FULL = ("none", "the first", "the second", "both")
MOVES = ("none", "the first", "both")
"""The first is free whenever the second loads."""


def _any(marks: Bools) -> Found:
    some: Bools = np.logical_or.reduce(marks, axis=1)
    return {"one": some, "none": ~some}


def _full(flow: Flow) -> Found:
    first, second = flow.first != NOTHING, flow.second != NOTHING
    kinds = (~first & ~second, first & ~second, second & ~first, first & second)
    return dict(zip(FULL, kinds, strict=True))


def _moves(flow: Flow) -> Found:
    first, second = flow.moves.T
    return dict(zip(MOVES, (~first & ~second, first & ~second, first & second), strict=True))


def _again(row: Ints) -> Found:
    """How many beats ago the same place of the memory was written last."""
    since = np.full(len(row), NOTHING)
    for place in np.unique(row):
        at = np.flatnonzero(row == place)
        since[at[1:]] = np.diff(at)
    kinds = (since == 1, since == 2, since == 3, since > 3, since == NOTHING)
    return dict(zip(AGAIN, kinds, strict=True))


def _ended(beats: Beats) -> Found:
    """Words of windows that end, by whether they count."""
    ends: Bools = np.logical_or.reduce(beats.ends, axis=1)[:, None]
    return {"counts": ends & beats.marks, "does not": ends & ~beats.marks}


BEATS: tuple[Feature[Beats], ...] = (
    Feature(
        "op",
        "what is made of a window",
        tuple(op.name for op in PoolOp),
        lambda b: {"SUM": b.sum[:, None], "MAX": ~b.sum[:, None]},
    ),
    Feature(
        "whole",
        "which windows count",
        COUNT,
        lambda b: {COUNT[1]: b.whole[:, None], COUNT[0]: ~b.whole[:, None]},
    ),
    Feature("ended", "words of windows that end", ("counts", "does not"), _ended),
    Feature("begins", "windows that begin with a beat", ("none", "one"), lambda b: _any(b.begins)),
    Feature("ends", "windows that end with a beat", ("none", "one"), lambda b: _any(b.ends)),
    Feature("again", "since the place in the memory was written", AGAIN, lambda b: _again(b.row)),
)
CROSSES = (
    crossing(BEATS, "words", ("op", "whole", "ended"), "each kind of window, counting or not"),
    crossing(BEATS, "begins_and_ends", ("begins", "ends"), "slots that are free at once"),
)

CLOCKS: tuple[Feature[Flow], ...] = (
    Feature(
        "full",
        "registers that hold a beat behind a clock",
        FULL,
        _full,
    ),
    Feature("moves", "registers that load", MOVES, _moves),
    Feature(
        "offer",
        "in front of the first",
        ("a beat", "nothing"),
        lambda f: {"a beat": f.waits != NOTHING, "nothing": f.waits == NOTHING},
    ),
)


def _beats(case: Any, before: Any, values: Values) -> Iterator[Beats]:
    return (beats for beats, _ in case.works)


def _flows(case: Any, before: Any, values: Values) -> Iterator[Flow]:
    return (flow for _, flow in case.works)


GROUPS = (
    group_of("beat", "beats with their windows", BEATS, _beats, CROSSES),
    group_of("clock", "registers of an elastic pipeline", CLOCKS, _flows),
)
