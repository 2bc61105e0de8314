"""What is counted of windows down a beat."""

from __future__ import annotations

import numpy as np

from golden.kraken.stages.pool import PoolOp
from tb.designs.pool_rows.cases import Rows
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.kinds import STRIDE
from tb.kraken.coverage.windows import COUNT

KERNEL = ("one row", "some rows", "all rows")
OUT = ("one", "fewer", "as many as fit")


def _kernel(r: Rows) -> Found:
    kernel = r.window[:, 0]
    return dict(zip(KERNEL, (kernel == 1, kernel < r.rows, kernel == r.rows), strict=True))


def _step(r: Rows) -> Found:
    """Rows between windows against those of one, where there are several."""
    kernel, stride, count = r.window.T
    kinds = (stride < kernel, stride == kernel, stride > kernel)
    return {name: kind & (count > 1) for name, kind in zip(STRIDE, kinds, strict=True)}


def _out(r: Rows) -> Found:
    kernel, stride, count = r.window.T
    most = (r.rows - kernel) // stride + 1
    return dict(zip(OUT, (count == 1, count < most, count == most), strict=True))


def _words(r: Rows) -> Found:
    leaves = np.arange(r.rows) < r.window[:, 2, None]
    return {"counts": leaves & r.marks, "does not": leaves & ~r.marks}


FEATURES: tuple[Feature[Rows], ...] = (
    Feature(
        "op",
        "what is made of a window",
        tuple(op.name for op in PoolOp),
        lambda r: {"SUM": r.sum[:, None], "MAX": ~r.sum[:, None]},
    ),
    Feature(
        "whole",
        "which windows count",
        COUNT,
        lambda r: {COUNT[1]: r.whole[:, None], COUNT[0]: ~r.whole[:, None]},
    ),
    Feature("word", "of a window", ("counts", "does not"), _words),
    Feature("kernel", "rows of a window", KERNEL, _kernel),
    Feature("step", "rows between windows against those of one", STRIDE, _step),
    Feature("rows_out", "windows", OUT, _out),
)
CROSSES = (
    crossing(FEATURES, "words", ("op", "whole", "word"), "each kind of window, counting or not"),
    crossing(
        FEATURES,
        "windows",
        ("kernel", "step"),
        "overlaps and gaps",
        lambda kernel, step: kernel == "all rows" or (kernel, step) == ("one row", STRIDE[0]),
    ),
)

GROUPS = (
    group_of(
        "row", "windows down a beat", FEATURES, lambda case, before, values: case.works, CROSSES
    ),
)
