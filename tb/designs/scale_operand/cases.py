"""Values with factors that make halves in either rounding, in registers that load at will."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from golden.kraken.stages.adder import scaled
from golden.streams.frame import Frame
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.kraken.coverage.operands import Operands
from tb.kraken.placed import WorkCase
from tb.kraken.stage_words import draw_multipliers
from tb.kraken.steps import Bools, Ints

REGISTERS = 3
CLOCKS = 300
"""Of each case."""

WIDTHS = {"value": 9, "factor": 33, "shift": 5}
"""Bits of what comes in, by name."""

RESULT = 29
"""Bits of what leaves."""

NOTHING = -1
"""In a register: nobody knows what."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[WorkCase[Operands]]:
    """Any factor, halves in the first rounding and in the second, products of two values."""
    shape = (CLOCKS,)
    mantissa, shift = draw_multipliers(rng, shape)
    none = np.zeros(CLOCKS, np.int64)
    value = rng.integers(-255, 256, shape)
    ends = np.where(rng.random(shape) < 0.3, rng.choice([-255, -1, 0, 1, 255], shape), value)
    always = np.ones((CLOCKS, REGISTERS), np.bool_)
    yield _case("any factor", ends, mantissa, shift, always)
    # An odd value times an odd multiple of 2**10 is a half before it is shifted.
    odd = (2 * rng.integers(0, 200, shape) + 1) << 10
    yield _case("halves of the first rounding", value, odd, rng.integers(0, 3, shape), always)
    power = np.int64(1) << rng.integers(11, 32, shape)
    yield _case("halves of the second", value, power, rng.integers(0, 32, shape), always)
    other = rng.integers(-255, 256, shape)
    yield _case("products", ends, other << 11, none, always)
    at_will = rng.random((CLOCKS, REGISTERS)) < 0.7
    yield _case("registers that wait", ends, mantissa, shift, at_will)


def _case(name: str, value: Ints, factor: Ints, shift: Ints, moves: Bools) -> WorkCase[Operands]:
    """Item k begins in clock k; its shift comes in the clock in which the last register takes it.

    Args:
        name: of the case.
        value: -255 to 255, [clocks].
        factor: 33 bits, signed, [clocks].
        shift: 0 to 31, [clocks].
        moves: which registers load, [clocks, registers].
    """
    before, last = _held(moves)
    inputs = (value, factor, np.where(before == NOTHING, 0, shift[before]))
    words = {
        field: pack_words(part[:, None], width)
        for (field, width), part in zip(WIDTHS.items(), inputs, strict=True)
    }
    taken = Frame(f"{name}/in", {"move": pack_marks(moves), **words})
    each = [scaled(v, f, s) for v, f, s in zip(value, factor, shift, strict=True)]
    result = np.array([int(part) for part in each])
    known = last != NOTHING
    shown = pack_words(np.where(known, result[last], 0)[:, None], RESULT)
    care = np.where(known, np.uint8(255), np.uint8(0))[:, None]
    given = Frame(
        f"{name}/out",
        {"result": shown},
        care={"result": np.broadcast_to(care, shown.shape)},
    )

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        item = int(last[beat])
        return {"item": item, "value": int(value[item])} if item >= 0 else {}

    shown_items = np.unique(last[known])
    works = (Operands(*(part[shown_items] for part in (value, factor, shift))),)
    return WorkCase(
        name,
        {"in": [taken], "out": [given]},
        clocks=len(moves) + 1,
        locate={given: place},
        works=works,
    )


def _held(moves: Bools) -> tuple[Ints, Ints]:
    """Which item is before the last register in each clock, and in it behind that; [clocks]."""
    held = np.full(REGISTERS + 1, NOTHING)
    before, last = (np.empty(len(moves), np.int64) for _ in range(2))
    for clock, move in enumerate(moves):
        before[clock] = held[-2]
        held[0] = clock
        held[1:] = np.where(move, held[:-1], held[1:])
        last[clock] = held[-1]
    return before, last
