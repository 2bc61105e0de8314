"""Values with factors that make halves in either rounding, in registers that load at will."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from golden.kraken.stages.adder import scaled
from golden.streams.frame import Frame
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.kraken.placed import PlacedCase
from tb.kraken.stage_words import draw_multipliers
from tb.kraken.steps import Bools, Ints

REGISTERS = 3
CLOCKS = 300
"""Of each case."""

WIDTHS = {"value": 9, "factor_low": 16, "factor_high": 17, "shift": 5}
"""Bits of what comes in, by name."""

NOTHING = -1
"""In a register: nobody knows what."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
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


def _case(name: str, value: Ints, factor: Ints, shift: Ints, moves: Bools) -> PlacedCase:
    """Item k begins in clock k; its later parts come in the clocks in which they are used.

    Args:
        name: of the case.
        value: -255 to 255, [clocks].
        factor: 33 bits, signed, [clocks].
        shift: 0 to 31, [clocks].
        moves: which registers load, [clocks, registers].
    """
    before, behind = _held(moves)
    factor_high = np.where(before[:, 0] == NOTHING, 0, (factor >> 16)[before[:, 0]])
    late_shift = np.where(before[:, 1] == NOTHING, 0, shift[before[:, 1]])
    inputs = (value, factor & 0xFFFF, factor_high, late_shift)
    words = {
        name: pack_words(part[:, None], width)
        for (name, width), part in zip(WIDTHS.items(), inputs, strict=True)
    }
    taken = Frame(f"{name}/in", {"move": pack_marks(moves), **words})
    each = [scaled(v, f, s) for v, f, s in zip(value, factor, shift, strict=True)]
    result, at = np.array([int(part) for part in each]), behind[:, -1]
    shown = {
        "result": pack_words(np.where(at == NOTHING, 0, result[at])[:, None], 29),
        "value_late": pack_words(value[np.maximum(behind[:, 0], 0)][:, None], 9),
    }
    care = {
        "result": _known(at, shown["result"]),
        "value_late": _known(behind[:, 0], shown["value_late"]),
    }
    given = Frame(f"{name}/out", shown, care=care)

    def place(beat: int, field: str, lane: int) -> Mapping[str, int]:
        item = int(at[beat] if field == "result" else behind[beat, 0])
        return {"item": item, "value": int(value[item])} if item >= 0 else {}

    return PlacedCase(
        name, {"in": [taken], "out": [given]}, clocks=len(moves) + 1, locate={given: place}
    )


def _known(items: Ints, like: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Bits that count: all of those that some item made."""
    return np.broadcast_to(np.where(items == NOTHING, 0, 255)[:, None], like.shape).astype(np.uint8)


def _held(moves: Bools) -> tuple[Ints, Ints]:
    """Which item each register holds in each clock and behind it, both [clocks, registers]."""
    held = np.full(REGISTERS + 1, NOTHING)
    before, behind = (np.empty(moves.shape, np.int64) for _ in range(2))
    for clock, move in enumerate(moves):
        before[clock] = held[1:]
        held[0] = clock
        held[1:] = np.where(move, held[:-1], held[1:])
        behind[clock] = held[1:]
    return before, behind
