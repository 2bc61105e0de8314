"""Beats of passes that come, wait and leave as an elastic pipeline has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from golden.kraken.stages.pool import PoolConfig, PoolOp
from golden.streams.frame import Frame, numbers
from golden.streams.words import pack_marks, pack_words, wrap
from tb.bench import Values
from tb.kraken.placed import WorkCase
from tb.kraken.pool_parameters import row_width
from tb.kraken.pool_walk import Walk, walk
from tb.kraken.pooling import directed_poolings, random_pooling
from tb.kraken.steps import Bools, Ints
from tb.kraken.words import bits

RANDOM = 4
"""Random passes of a case."""

NOTHING = -1
"""In a register: no beat."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[tuple[Beats, Flow]]]:
    """Directed passes in every clock, then random ones that also wait."""
    full = {"Rows": 1, "OutChannels": 1, **values}
    for name, pooling in directed_poolings(rng, full):
        beats = Beats.of(rng, values, [(pooling.config, len(pooling.words))])
        yield _case(rng, name, values, beats, (1.0, 1.0))
    drawn = [random_pooling(rng, full) for _ in range(RANDOM)]
    beats = Beats.of(rng, values, [(pooling.config, len(pooling.words)) for pooling in drawn])
    for name, chances in (
        ("random", (1.0, 1.0)),
        ("with gaps", (0.5, 1.0)),
        ("held back", (1.0, 0.5)),
        ("with both", (0.7, 0.7)),
    ):
        yield _case(rng, name, values, beats, chances)


@dataclass(frozen=True, eq=False)
class Beats:
    """Beats of several passes.

    Attributes:
        sum, whole: bool [beats], of their pass.
        bias: int64 [beats].
        row: int64 [beats].
        begins, ends: bool [beats, slots].
        v: int64 [beats, lanes].
        counts: bool [beats, lanes].
        x: int64 [beats, lanes], what the window that ends has gathered, with its bias.
        marks: bool [beats, lanes], whether it counts.
    """

    sum: Bools
    whole: Bools
    bias: Ints
    row: Ints
    begins: Bools
    ends: Bools
    v: Ints
    counts: Bools
    x: Ints
    marks: Bools

    @classmethod
    def of(
        cls, rng: np.random.Generator, values: Values, passes: Sequence[tuple[PoolConfig, int]]
    ) -> Beats:
        """Beats with random words, and the windows that leave by their definition."""
        parts = [_beats(rng, values, config, beats) for config, beats in passes]
        return cls(*(np.concatenate(field) for field in zip(*parts, strict=True)))


def _beats(
    rng: np.random.Generator, values: Values, config: PoolConfig, beats: int
) -> tuple[Bools | Ints, ...]:
    """The fields of `Beats` of one pass."""
    slots, acc_width = values["OpenWindows"], values["AccWidth"]
    at = walk(config, beats, slots)
    # Greatest values are those of int8 words, and so are sums of one of them.
    half = 1 << ((values["VWidth"] if config.op is PoolOp.SUM else 8) - 1)
    limit = 1 << (acc_width - 1)
    bias = int(rng.integers(-limit, limit)) if rng.random() < 0.5 else 0
    v = rng.integers(-half, half, (beats, values["Lanes"]))
    v = np.where(rng.random(v.shape) < 0.2, rng.choice(np.array([-half, half - 1]), v.shape), v)
    counts = rng.random(v.shape) < rng.choice([0.5, 0.9, 1.0])
    x, marks = _windows(config, at, v, counts)
    return (
        np.full(beats, config.op is PoolOp.SUM),
        np.full(beats, config.whole),
        np.full(beats, bias),
        at.row,
        at.begins,
        at.ends,
        v,
        counts,
        wrap(x + bias, acc_width),
        marks,
    )


def _windows(config: PoolConfig, at: Walk, v: Ints, counts: Bools) -> tuple[Ints, Bools]:
    """Values and marks of the windows that end with each beat; where none does 0."""
    x, marks = np.zeros_like(v), np.zeros_like(counts)
    for beat in np.flatnonzero(at.ends.any(axis=1)):
        first = at.column[beat] - config.kernel_w + 1
        inside = (at.strip == at.strip[beat]) & (at.row == at.row[beat])
        inside &= (at.column >= first) & (at.column <= at.column[beat])
        x[beat] = v[inside].sum(axis=0) if config.op is PoolOp.SUM else v[inside].max(axis=0)
        there = counts[inside]
        marks[beat] = there.all(axis=0) if config.whole else there.any(axis=0)
    return x, marks


@dataclass(frozen=True, eq=False)
class Flow:
    """Which beat is where in each clock.

    Attributes:
        waits: int64 [clocks], in front of the first register; NOTHING for none.
        valid: bool [clocks], whether a beat is in the first register.
        moves: bool [clocks, 2], which registers load.
        first, second: int64 [clocks], beats in the registers behind the clock.
    """

    waits: Ints
    valid: Bools
    moves: Bools
    first: Ints
    second: Ints


def _flow(rng: np.random.Generator, ends: Bools, chances: tuple[float, float]) -> Flow:
    """Beats come and may leave in a clock with these chances; those that end nothing vanish."""
    rows: list[tuple[int, bool, bool, bool, int, int]] = []
    next_beat, waits, first, second = 0, NOTHING, NOTHING, NOTHING
    leaves: list[bool] = [any(row) for row in ends.tolist()]
    while next_beat < len(ends) or {waits, first, second} != {NOTHING}:
        if waits == NOTHING and next_beat < len(ends) and rng.random() < chances[0]:
            waits, next_beat = next_beat, next_beat + 1
        second_moves = second == NOTHING or bool(rng.random() < chances[1])
        first_moves = first == NOTHING or not leaves[first] or second_moves
        entry = (waits, first != NOTHING, first_moves, second_moves)
        if second_moves:
            second = first if first != NOTHING and leaves[first] else NOTHING
        if first_moves:
            first, waits = waits, NOTHING
        rows.append((*entry, first, second))
    waited, valid, first_moved, second_moved, in_first, in_second = zip(*rows, strict=True)
    moves = np.array([first_moved, second_moved]).T
    return Flow(np.array(waited), np.array(valid), moves, np.array(in_first), np.array(in_second))


def _case(
    rng: np.random.Generator,
    name: str,
    values: Values,
    beats: Beats,
    chances: tuple[float, float],
) -> WorkCase[tuple[Beats, Flow]]:
    """Beats in the pipeline; where none waits, another one stands in its place, or none at all."""
    flow = _flow(rng, beats.ends, chances)
    waits = flow.waits != NOTHING
    shown = np.where(waits, flow.waits, rng.integers(0, len(beats.row), len(waits)))
    acc_width = values["AccWidth"]
    taken = Frame(
        f"{name}/in",
        {
            "v": pack_words(beats.v[shown], values["VWidth"]),
            "counts": pack_marks(beats.counts[shown]),
            "move": pack_marks(flow.moves),
            "in_valid": bits(waits),
            "valid": bits(flow.valid),
            "sum": bits(beats.sum[shown]),
            "whole": bits(beats.whole[shown]),
            "row": numbers(beats.row[shown].tolist(), row_width(values["Depth"])),
            "begins": pack_marks(beats.begins[shown]),
            "ends": pack_marks(beats.ends[shown]),
            "bias": pack_words(beats.bias[shown][:, None], acc_width),
        },
    )
    first, second = flow.first != NOTHING, flow.second != NOTHING
    known = np.broadcast_to(second[:, None], (len(waits), values["Lanes"]))
    given = Frame(
        f"{name}/out",
        {
            "x": pack_words(beats.x[flow.second], acc_width),
            "marks": pack_marks(beats.marks[flow.second]),
            "leaves": bits(np.logical_or.reduce(beats.ends[flow.first], axis=1)),
        },
        care={
            "x": pack_words(np.where(known, np.int64(-1), np.int64(0)), acc_width),
            "marks": pack_marks(known),
            "leaves": bits(first),
        },
    )

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        at = int(flow.first[beat] if field == "leaves" else flow.second[beat])
        return {"beat_in": at, "part": int(beats.row[at]), "lane_word": lane} if at >= 0 else {}

    frames = {"in": [taken], "out": [given]}
    clocks = len(waits) + 1
    works = ((beats, flow),)
    return WorkCase(name, frames, clocks=clocks, locate={given: place}, works=works)
