"""Words near every step of the result, in registers that load together or as they like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from golden.kraken.stages.channel import REGISTERS, RequantRounding, requantize
from golden.streams.frame import Frame, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.kraken.coverage.scaling import Scaled
from tb.kraken.placed import WorkCase
from tb.kraken.stage_ports import WORD_OUT
from tb.kraken.stage_words import Scaling, critical_values, draw_rounding, draw_scaling
from tb.kraken.steps import Bools, Ints

CLOCKS = 240
"""Clocks of a case of one rounding."""

FEW = 90
"""Clocks of the others."""

NOTHING = -1
"""In a register: nobody knows what."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[Scaled]]:
    """Each rounding by itself, all of them in turn, one multiplier held, registers that wait."""
    rows, width = values["Rows"], values["XWidth"]
    for rounding in RequantRounding:
        name = f"{rounding.name.lower()}, all registers in every clock"
        yield _case(rng, name, rows, width, _all(CLOCKS), [rounding] * CLOCKS)
    drawn = [draw_rounding(rng) for _ in range(FEW)]
    yield _case(rng, "any rounding", rows, width, _all(FEW), drawn)
    yield _case(rng, "a pipeline that waits", rows, width, _elastic(rng, FEW), drawn)
    yield _case(rng, "any registers", rows, width, rng.random((FEW, REGISTERS)) < 0.8, drawn)
    yield _identity(rng, rows, width)
    yield _highest_byte(rng, rows, width)


def _all(clocks: int) -> Bools:
    return np.ones((clocks, REGISTERS), np.bool_)


def _elastic(rng: np.random.Generator, clocks: int) -> Bools:
    """A ready chain: a register loads if it is empty or the next one loads."""
    moves = np.zeros((clocks, REGISTERS), np.bool_)
    full = np.zeros(REGISTERS, np.bool_)
    for clock in range(clocks):
        ready = bool(rng.random() < 0.5)
        for i in reversed(range(REGISTERS)):
            ready = ready or not full[i]
            moves[clock, i] = ready
        before = np.concatenate([[rng.random() < 0.7], full[:-1]])
        full = np.where(moves[clock], before, full)
    return moves


def _identity(rng: np.random.Generator, rows: int, width: int) -> WorkCase[Scaled]:
    """A mantissa of 1 changes nothing but what the bounds cut."""
    shape = (FEW, 1)
    ones = Scaling(
        np.full(shape, 2**31),
        np.zeros(shape, np.int64),
        np.zeros(shape, np.int64),
        np.full(shape, -128),
        np.full(shape, 127),
    )
    drawn = [draw_rounding(rng) for _ in range(FEW)]
    return _case(rng, "a mantissa of 1", rows, width, _all(FEW), drawn, ones)


def _highest_byte(rng: np.random.Generator, rows: int, width: int) -> WorkCase[Scaled]:
    """Mantissas whose lower bytes are 0: whether anything is behind a half is up to few bits."""
    shape = (FEW, 1)
    some = Scaling(
        rng.integers(1, 129, shape) << 24,
        rng.integers(0, 2, shape),
        rng.integers(-128, 128, shape),
        np.full(shape, -128),
        np.full(shape, 127),
    )
    away = [RequantRounding.AWAY] * FEW
    return _case(rng, "mantissas of the highest byte", rows, width, _all(FEW), away, some)


def _case(
    rng: np.random.Generator,
    name: str,
    rows: int,
    width: int,
    moves: Bools,
    roundings: list[RequantRounding],
    scaling: Scaling | None = None,
) -> WorkCase[Scaled]:
    """Words in each clock, and what the last register holds behind it."""
    clocks = len(moves)
    s = scaling or draw_scaling(rng, (clocks, 1))
    x = critical_values(rng, s, width, (clocks, rows))
    kinds = np.array([int(rounding) for rounding in roundings])
    result = np.zeros((clocks, rows), np.int64)
    for rounding in set(roundings):
        at = kinds == rounding
        parts = (s.zero_point[at], s.low[at], s.high[at])
        result[at] = requantize(x[at], s.mantissa[at], s.shift[at], rounding, *parts)
    shown = _shown(moves)
    taken = Frame(
        f"{name}/in",
        {
            "x": pack_words(x, width),
            "move": pack_marks(moves),
            "mantissa": numbers(s.mantissa.ravel().tolist(), 32),
            "shift": numbers(s.shift.ravel().tolist(), 6),
            "rounding": numbers(kinds.tolist(), 2),
            "zero_point": pack_words(s.zero_point, WORD_OUT),
            "low": pack_words(s.low, WORD_OUT),
            "high": pack_words(s.high, WORD_OUT),
        },
    )
    y = pack_words(np.where(shown[:, None] == NOTHING, 0, result[shown]), WORD_OUT)
    known = np.broadcast_to(shown[:, None] != NOTHING, y.shape)
    care = {"y": np.where(known, np.uint8(255), np.uint8(0))}
    given = Frame(f"{name}/out", {"y": y}, care=care)

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        at = int(shown[beat])
        return {"word": at, "array_row": lane, "rounding": int(kinds[at])} if at >= 0 else {}

    frames = {"in": [taken], "out": [given]}
    items = np.unique(shown[shown != NOTHING])
    works = tuple(
        Scaled(
            x[at],
            s.mantissa[at],
            s.shift[at],
            rounding,
            s.zero_point[at],
            s.low[at],
            s.high[at],
        )
        for rounding in RequantRounding
        if (at := items[kinds[items] == rounding]).size
    )
    return WorkCase(name, frames, clocks=clocks + 1, locate={given: place}, works=works)


def _shown(moves: Bools) -> Ints:
    """Which clock's words the last register holds behind each clock."""
    held = np.full(REGISTERS + 1, NOTHING)
    shown = np.zeros(len(moves), np.int64)
    for clock, move in enumerate(moves):
        held[0] = clock
        held[1:] = np.where(move, held[:-1], held[1:])
        shown[clock] = held[-1]
    return shown
