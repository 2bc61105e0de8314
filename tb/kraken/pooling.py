"""Configurations of the pool engine and words for them, random and such that find faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from golden.kraken.stages.channel import MANTISSA_BITS, RequantRounding
from golden.kraken.stages.pool import PoolConfig, PoolOp
from tb.bench import Values
from tb.kraken.stage_words import draw_bounds, draw_marks, draw_multipliers, draw_rounding
from tb.kraken.steps import Bools, Ints

LONGEST = 160
"""About the most beats of a random packet."""

STRIDES = 4
"""Largest stride across columns that is drawn."""


ONE = 1 << MANTISSA_BITS
SCALING_ENDS = ((0, 0), (1, 31), (ONE // 2, 1), (ONE - 1, 31), (ONE, 0))
"""Mantissas and shifts."""


@dataclass(frozen=True, eq=False)
class Pooling:
    """A pass of the pool engine.

    Attributes:
        config: of the pass.
        words: int64 [beats, M*R]; those that do not count may be anything.
        marks: bool [beats, M*R].
    """

    config: PoolConfig
    words: Ints
    marks: Bools


@dataclass(frozen=True)
class Window:
    """What a pass slides over its strips.

    Attributes:
        kernel_h, stride_h, rows_out: down the rows of a beat.
        kernel_w, stride_w: across the columns.
    """

    kernel_h: int
    stride_h: int
    rows_out: int
    kernel_w: int
    stride_w: int


def random_pooling(rng: np.random.Generator, values: Values, longest: int = LONGEST) -> Pooling:
    """Any pass that an engine with these parameters can do, of at most about `longest` beats."""
    window = draw_window(rng, values)
    least = window.kernel_w
    rows = int(rng.choice([1, 1, 2, 3, int(rng.integers(1, values["Depth"] + 1))]))
    rows = min(rows, values["Depth"], max(longest // least, 1))
    rows_last = int(rng.integers(1, rows + 1))
    more = int(rng.integers(0, max((longest // rows - least) // window.stride_w, 0) + 1))
    columns = least + window.stride_w * int(rng.choice([0, 1, more]))
    most = max(longest // (columns * rows), 1)
    before, behind = int(rng.integers(0, most + 1)), int(rng.integers(0, min(most, 2) + 1))
    if before + behind == 0:
        before = 1
    # As many first strips as there are, or more.
    strips = before + (int(rng.integers(0, 1000)) if behind == 0 else 0)
    beats = columns * (before * rows + behind * rows_last)
    return pooling(rng, values, window, columns, (rows, rows_last, strips), beats)


def draw_window(rng: np.random.Generator, values: Values) -> Window:
    """Windows of any size and stride, small ones more often."""
    height = values["Rows"]
    kernel_h = int(rng.choice([1, min(2, height), min(3, height), height, 0]))
    kernel_h = kernel_h or int(rng.integers(1, height + 1))
    stride_h = int(rng.choice([1, min(2, height), kernel_h, int(rng.integers(1, height + 1))]))
    rows_out = (height - kernel_h) // stride_h + 1
    if rng.random() < 0.3:
        rows_out = int(rng.integers(1, rows_out + 1))
    if rows_out == 1 and rng.random() < 0.3:
        stride_h = int(rng.integers(1, 256))
    stride_w = int(rng.integers(1, STRIDES + 1))
    most = values["OpenWindows"] * stride_w
    kernel_w = int(rng.choice([1, min(stride_w, most), most, int(rng.integers(1, most + 1))]))
    return Window(kernel_h, stride_h, rows_out, kernel_w, stride_w)


def pooling(
    rng: np.random.Generator,
    values: Values,
    window: Window,
    columns: int,
    order: tuple[int, int, int],
    beats: int,
    op: PoolOp | None = None,
) -> Pooling:
    """A pass over random words, with any scaling.

    Args:
        rng: draws words, marks and scaling.
        values: parameters of the engine.
        window: what slides over the strips.
        columns: of a strip.
        order: beats of a column in the first strips and in the others, and how many are the first.
        beats: of the whole pass.
        op: of the pass; drawn where None.
    """
    op = PoolOp(int(rng.integers(2))) if op is None else op
    mantissa, shift, rounding, bias = _scaling(rng, op, window, values["AccWidth"])
    zero_point, low, high = (int(part) for part in draw_bounds(rng, ()))
    if rng.random() < 0.5:
        low, high = -128, 127
    config = PoolConfig(
        values["Rows"],
        op,
        bool(rng.integers(2)),
        window.kernel_h,
        window.stride_h,
        window.rows_out,
        window.kernel_w,
        window.stride_w,
        columns,
        *order,
        bias=bias,
        mantissa=mantissa,
        shift=shift,
        rounding=rounding,
        zero_point=zero_point if rng.random() < 0.5 else 0,
        low=low,
        high=high,
    )
    return Pooling(config, *draw_words(rng, values, beats))


def draw_words(rng: np.random.Generator, values: Values, beats: int) -> tuple[Ints, Bools]:
    """Words [beats, M*R] and their marks; a stretch of all least or all greatest ones at times."""
    channels, rows = values["OutChannels"], values["Rows"]
    words = rng.integers(-128, 128, (beats, channels * rows))
    ends = rng.random(words.shape) < 0.1
    words = np.where(ends, rng.choice(np.array([-128, 127]), words.shape), words)
    if rng.random() < 0.2:
        words[:] = int(rng.choice([-128, 127]))
    return words, draw_marks(rng, beats, channels, rows)


def _scaling(
    rng: np.random.Generator, op: PoolOp, window: Window, acc_width: int
) -> tuple[int, int, RequantRounding, int]:
    """Mantissa, shift, rounding and bias: identity, an average, or any."""
    kind = int(rng.integers(3))
    if kind == 0:
        return 1 << 31, 0, draw_rounding(rng), 0
    cells = window.kernel_h * window.kernel_w if op is PoolOp.SUM else 1
    limit = 1 << (min(acc_width, 24) - 1)
    bias = -cells * int(rng.integers(-128, 128))
    if abs(bias) + 128 * cells >= limit:
        bias = 0
    if kind == 1:
        shift = cells.bit_length() - 1
        return -(-(1 << (31 + shift)) // cells), shift, RequantRounding.AWAY, bias
    mantissa, right = draw_multipliers(rng, ())
    return int(mantissa), int(right), draw_rounding(rng), bias


def directed_poolings(rng: np.random.Generator, values: Values) -> Iterator[tuple[str, Pooling]]:
    """Passes that find faults, by what they are about."""
    rows, depth, open_windows = values["Rows"], values["Depth"], values["OpenWindows"]
    window = Window(1, 1, rows, 1, 1)
    yield "one beat", pooling(rng, values, window, 1, (1, 1, 1), 1)
    for beats in sorted({1, min(2, depth), min(3, depth)}):
        window = Window(1, 1, rows, open_windows, 1)
        columns = open_windows + 8
        order = (beats, beats, 1)
        yield (
            f"all windows open, {beats} in a column",
            pooling(rng, values, window, columns, order, columns * beats),
        )
    tall = min(3, rows)
    window = Window(tall, tall, rows // tall, 3, 3)
    yield "kernel as large as stride", pooling(rng, values, window, 9, (1, 1, 3), 27)
    window = Window(1, min(2, rows), (rows + 1) // 2 if rows > 1 else 1, 1, 3)
    yield "kernel smaller than stride", pooling(rng, values, window, 7, (1, 1, 0), 21)
    for op in PoolOp:
        window = Window(rows, 1, 1, 120, 120)
        name = f"one long window, {op.name.lower()}"
        yield name, pooling(rng, values, window, 120, (1, 1, 1), 120, op)
    most = min(depth, 24)
    window = Window(1, 1, rows, min(2, open_windows), 1)
    ragged = (most, max(most // 2, 1), 1)
    beats = 3 * (ragged[0] + ragged[1])
    yield "fewer beats in the last strip", pooling(rng, values, window, 3, ragged, beats)


def scaling_ends(rng: np.random.Generator, values: Values) -> Iterator[Pooling]:
    """A short pass for each rounding with each end of multiplier and shift."""
    window = Window(1, 1, values["Rows"], 1, 1)
    for rounding, (mantissa, shift) in product(RequantRounding, SCALING_ENDS):
        p = pooling(rng, values, window, 2, (1, 1, 1), 2, PoolOp.SUM)
        config = replace(p.config, mantissa=mantissa, shift=shift, rounding=rounding)
        yield replace(p, config=config)


def short_poolings(rng: np.random.Generator, values: Values, count: int) -> Iterator[Pooling]:
    """Passes of few beats, no two alike, and some that let all through."""
    for i in range(count):
        if i % 3 == 2:
            words, marks = draw_words(rng, values, int(rng.integers(1, 6)))
            yield Pooling(PoolConfig.bypass(values["Rows"]), words, marks)
        else:
            yield random_pooling(rng, values, 6)
