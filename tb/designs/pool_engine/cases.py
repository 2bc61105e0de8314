"""Passes of the pool engine, one after another, and the clocks that they take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from golden.kraken.stages.pool import LATENCY, PoolConfig
from golden.streams.frame import DATA, USER, Frame
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.kraken.configured import clocks_of, with_further
from tb.kraken.placed import Locate, WorkCase
from tb.kraken.pooling import (
    Pooling,
    directed_poolings,
    random_pooling,
    scaling_ends,
    short_poolings,
)
from tb.kraken.stage_ports import WORD_OUT
from tb.kraken.stage_words import words_frame
from tb.kraken.words import bits

RANDOM = 3
"""Random passes of a case, and short ones in a row twice as many."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[Pooling]]:
    """Directed passes, random ones, and short ones close behind each other."""
    for name, pooling in directed_poolings(rng, values):
        yield pool_case(name, values, [pooling])
    yield pool_case("ends of the scaling", values, list(scaling_ends(rng, values)))
    yield pool_case("random", values, [random_pooling(rng, values) for _ in range(RANDOM)])
    yield pool_case("short", values, list(short_poolings(rng, values, 2 * RANDOM)))
    poolings = list(short_poolings(rng, values, RANDOM))
    yield pool_case("beats behind headers", values, poolings, further=rng)


def pool_case(
    name: str,
    values: Values,
    poolings: Sequence[Pooling],
    further: np.random.Generator | None = None,
) -> WorkCase[Pooling]:
    """Passes one after another.

    Args:
        name: of the case.
        values: the block's parameters.
        poolings: the passes.
        further: draws beats behind the configurations; None for no such beats.
    """
    config, taken, given = [], [], []
    locate: dict[Frame, Locate] = {}
    for i, p in enumerate(poolings):
        config.append(p.config.frame(f"{name}/{i}/config", values["ConfigWidth"]))
        if further is not None:
            config[-1] = with_further(further, config[-1], values["ConfigWidth"])
        taken.append(words_frame(f"{name}/{i}/in", p.words, p.marks, WORD_OUT))
        out, marks, _ = p.config.apply(p.words, p.marks, values["AccWidth"])
        body = {
            DATA: pack_words(out, WORD_OUT),
            USER: pack_marks(marks),
            "works": bits(np.full(len(out), p.config.works)),
        }
        given.append(Frame(f"{name}/{i}/out", body))
        locate[given[-1]] = _windows(i, p)
    frames = {"config": config, "in": taken, "out": given}
    detail = _detail(poolings[0].config) if len(poolings) == 1 else f"{len(poolings)} passes"
    clocks = clocks_of(config, taken, LATENCY)
    return WorkCase(name, frames, clocks=clocks, detail=detail, locate=locate, works=poolings)


def _detail(c: PoolConfig) -> str:
    return (
        f"{c.op.name.lower()} of {c.kernel_h}x{c.kernel_w} by {c.stride_h}x{c.stride_w} over "
        f"{c.columns} columns of {c.rows}"
    )


def _windows(index: int, pooling: Pooling) -> Locate:
    """Strip, window and row of the words that leave."""
    config = pooling.config
    whole = config.strips * config.windows * config.rows

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        rows = config.rows if beat < whole else config.rows_last
        at = beat if beat < whole else beat - whole
        strip, inner = divmod(at, config.windows * rows)
        slot, row = divmod(lane, config.array_rows)
        return {
            "packet": index,
            "strip": strip + (config.strips if beat >= whole else 0),
            "w": inner // rows,
            "part": inner % rows,
            "channel": inner % rows * (pooling.words.shape[1] // config.array_rows) + slot,
            "array_row": row,
        }

    return locate
