"""Passes one after another, whose beats come one by one or close behind each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from golden.kraken.stages.pool import HEADER, PoolConfig
from golden.streams.frame import Frame, numbers
from golden.streams.words import pack_marks
from tb.bench import Values
from tb.kraken.placed import WorkCase
from tb.kraken.pool_parameters import row_width
from tb.kraken.pool_walk import walk
from tb.kraken.pooling import directed_poolings, random_pooling
from tb.kraken.words import bits

CONFIG = {
    name: HEADER[name].bits
    for name in ("kernel_w", "stride_w", "columns", "rows", "rows_last", "strips")
}
"""Bits of what belongs to a start."""

RANDOM = 8
"""Random passes of a case."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[tuple[PoolConfig, int]]]:
    """Directed passes, then random ones that start with the last step of the one before."""
    full = {"Rows": 1, "OutChannels": 1, "AccWidth": 24, **values}
    for name, pooling in directed_poolings(rng, full):
        yield _case(rng, name, values, [(pooling.config, len(pooling.words))], 1.0)
    drawn = [random_pooling(rng, full) for _ in range(RANDOM)]
    passes = [(pooling.config, len(pooling.words)) for pooling in drawn]
    yield _case(rng, "random", values, passes, 1.0)
    yield _case(rng, "with pauses", values, passes, 0.6)


def _case(
    rng: np.random.Generator,
    name: str,
    values: Values,
    passes: Sequence[tuple[PoolConfig, int]],
    often: float,
) -> WorkCase[tuple[PoolConfig, int]]:
    """A start, then a step for each beat; a step comes in a clock with the chance
    `often`.
    """
    slots = values["OpenWindows"]
    walks = [walk(config, beats, slots) for config, beats in passes]
    told: list[tuple[bool, bool, int, tuple[int, int] | None]] = []
    for i, (_, beats) in enumerate(passes):
        # The first start of a case comes without a step, others with the last one or later.
        close = bool(told) and rng.random() < often
        if close:
            told.pop()
        told.append((True, close, i, (i, 0)))
        for beat in range(1, beats + 1):
            while rng.random() >= often:
                told.append((False, False, int(rng.integers(len(passes))), told[-1][3]))
            where = (i, beat) if beat < beats else None
            told.append((False, True, int(rng.integers(len(passes))), where))
    start, step, config, shown = zip(*told, strict=True)
    clocks = len(start)
    known = np.array([where is not None for where in shown])
    row = np.zeros(clocks, np.int64)
    begins, ends = np.zeros((2, clocks, slots), np.bool_)
    for clock, where in enumerate(shown):
        if where is not None:
            of, beat = walks[where[0]], where[1]
            row[clock], begins[clock], ends[clock] = of.row[beat], of.begins[beat], of.ends[beat]
    taken = Frame(
        f"{name}/in",
        {
            "start": bits(np.array(start)),
            "step": bits(np.array(step)),
            **{
                field: numbers([getattr(passes[i][0], field) for i in config], width)
                for field, width in CONFIG.items()
            },
        },
    )
    width = row_width(values["Depth"])
    all_rows = np.where(known, (1 << width) - 1, 0)
    marks = np.broadcast_to(known[:, None], begins.shape)
    given = Frame(
        f"{name}/out",
        {
            "row": numbers(row.tolist(), width),
            "begins": pack_marks(begins),
            "ends": pack_marks(ends),
        },
        care={
            "row": numbers(all_rows.tolist(), width),
            "begins": pack_marks(marks),
            "ends": pack_marks(marks),
        },
    )

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        where = shown[beat]
        if where is None:
            return {}
        of = walks[where[0]]
        return {
            "packet": where[0],
            "strip": int(of.strip[where[1]]),
            "w": int(of.column[where[1]]),
            "part": int(of.row[where[1]]),
        }

    frames = {"in": [taken], "out": [given]}
    return WorkCase(name, frames, clocks=clocks + 1, locate={given: place}, works=passes)
