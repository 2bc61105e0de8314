"""Windows of every height, stride and number over words of any kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from golden.streams.frame import Frame, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.kraken.placed import WorkCase
from tb.kraken.stage_ports import WORD_OUT
from tb.kraken.steps import Bools, Ints
from tb.kraken.words import bits

CLOCKS = 200
"""Clocks of a case."""

REGISTERS = 2
NOTHING = -1
"""In a register: nobody knows what."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The beats of a case that come to be seen.

    Attributes:
        rows: R.
        sum, whole: bool [beats], what is made of their windows, and when these count.
        window: int64 [beats, 3], kernel, stride and number of windows.
        marks: bool [beats, R], the windows that count.
    """

    rows: int
    sum: Bools
    whole: Bools
    window: Ints
    marks: Bools


def value_width(rows: int) -> int:
    """Bits of a window's value."""
    return WORD_OUT + (rows - 1).bit_length()


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[Rows]]:
    """Registers that load in every clock, and such that wait."""
    rows = values["Rows"]
    yield _case(rng, "every clock", rows, np.ones((CLOCKS, REGISTERS), np.bool_))
    yield _case(rng, "any clock", rows, rng.random((CLOCKS, REGISTERS)) < 0.7)


def _case(rng: np.random.Generator, name: str, rows: int, moves: Bools) -> WorkCase[Rows]:
    """Words and windows in each clock, and what the second register holds behind it."""
    clocks = len(moves)
    x = rng.integers(-128, 128, (clocks, rows))
    x = np.where(rng.random(x.shape) < 0.2, rng.choice(np.array([-128, 127]), x.shape), x)
    counts = rng.random(x.shape) < rng.choice([0.5, 0.9, 1.0], (clocks, 1))
    kind = rng.random((2, clocks)) < 0.5
    window = np.array([_window(rng, rows) for _ in range(clocks)])
    y = np.zeros(x.shape, np.int64)
    marks = np.zeros(x.shape, np.bool_)
    for clock in range(clocks):
        _pool(x[clock], counts[clock], kind[:, clock], window[clock], y[clock], marks[clock])
    width = rows.bit_length()
    fields = dict(zip(("kernel_h", "stride_h", "rows_out"), window.T, strict=True))
    taken = Frame(
        f"{name}/in",
        {
            "x": pack_words(x, WORD_OUT),
            "counts": pack_marks(counts),
            "move": pack_marks(moves),
            "sum": bits(kind[0]),
            "whole": bits(kind[1]),
            **{field: _low(numbers_, width) for field, numbers_ in fields.items()},
        },
    )
    shown = _shown(moves)
    known = (shown != NOTHING)[:, None]
    exists = known & (np.arange(rows) < window[shown, 2][:, None])
    word = value_width(rows)
    given = Frame(
        f"{name}/out",
        {"y": pack_words(y[shown], word), "marks": pack_marks(marks[shown] & known)},
        care={
            "y": pack_words(np.where(exists, np.int64(-1), np.int64(0)), word),
            "marks": pack_marks(np.broadcast_to(known, x.shape)),
        },
    )

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        at = int(shown[beat])
        kernel, stride, _ = (int(value) for value in window[at])
        return {"array_row": lane, "kernel_h": kernel, "stride_h": stride} if at >= 0 else {}

    frames = {"in": [taken], "out": [given]}
    items = np.unique(shown[shown != NOTHING])
    parts = (kind[0], kind[1], window, marks)
    works = (Rows(rows, *(part[items] for part in parts)),)
    return WorkCase(name, frames, clocks=clocks + 1, locate={given: place}, works=works)


def _window(rng: np.random.Generator, rows: int) -> tuple[int, int, int]:
    """Kernel, stride and number of windows; a stride of any size where there is only one."""
    kernel = int(rng.integers(1, rows + 1))
    stride = int(rng.integers(1, rows + 1))
    most = (rows - kernel) // stride + 1
    count = most if rng.random() < 0.7 else int(rng.integers(1, most + 1))
    return kernel, stride if count > 1 else int(rng.integers(1, 256)), count


def _pool(x: Ints, counts: Bools, kind: Bools, window: Ints, y: Ints, marks: Bools) -> None:
    """Write what the windows of one beat hold to `y` and `marks`."""
    is_sum, whole = kind
    kernel, stride, count = window
    for i in range(count):
        cells = range(i * stride, i * stride + kernel)
        there = [bool(counts[cell]) for cell in cells]
        taken = [int(x[cell]) for cell in cells if counts[cell]]
        y[i] = sum(taken) if is_sum else max([-128, *taken])
        marks[i] = all(there) if whole else any(there)


def _low(values: Ints, width: int) -> np.ndarray:
    """The lowest bits of numbers as a field."""
    return numbers([int(value) & ((1 << width) - 1) for value in values], width)


def _shown(moves: Bools) -> Ints:
    """Which clock's words the second register holds behind each clock."""
    held = [NOTHING] * REGISTERS
    shown = np.zeros(len(moves), np.int64)
    for clock, (first, second) in enumerate(moves):
        if second:
            held[1] = held[0]
        if first:
            held[0] = clock
        shown[clock] = held[1]
    return shown
