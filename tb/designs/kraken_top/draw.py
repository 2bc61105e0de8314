"""Random passes: any words through any stages, as the stages' own functions have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet
from golden.kraken.accelerator.beats import PassBuilder, Placed, Stages
from golden.kraken.accelerator.layout import NOWHERE, Layout
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import ACTIVATED, ADDED, POOLED, REQUANTIZED, Pass
from golden.kraken.format.axes import SUM
from golden.kraken.stages.activation import ActivationConfig
from golden.kraken.stages.adder import AdderConfig, AdderOp
from golden.kraken.stages.channel import RequantRounding
from golden.kraken.stages.pool import OPEN_WINDOWS, PoolConfig, PoolOp
from golden.kraken.stages.requantizer import RequantizerConfig
from golden.streams.frame import DATA, USER
from golden.streams.words import unpack_marks, unpack_words
from tb.kraken.steps import Bools

ACTIVATION, ADDER, POOL = "activation", "adder", "pool"
STAGES = (ACTIVATION, ADDER, POOL)
"""Stages that a pass may leave out."""


@dataclass(frozen=True, eq=False)
class Words:
    """Beats of words.

    Attributes:
        data: integers [beats, lanes], 0 where a word does not count.
        marks: bool [beats, lanes].
    """

    data: NDArray[np.integer]
    marks: Bools

    @property
    def placed(self) -> Placed:
        """Each word as an element of its own."""
        index = np.arange(self.data.size).reshape(self.data.shape)
        return Layout(np.where(self.marks, index, NOWHERE), self.data.shape), self.data


@dataclass(frozen=True)
class Strips:
    """How the words of a pass lie in columns.

    Attributes:
        columns: of a strip.
        rows: beats of a column.
        strips: with as many.
        rows_last: beats of a column of the others.
        others: how many these are.
    """

    columns: int
    rows: int
    strips: int
    rows_last: int = 1
    others: int = 0

    @property
    def beats(self) -> int:
        """All of them."""
        return self.columns * (self.rows * self.strips + self.rows_last * self.others)

    @classmethod
    def of(cls, packet: Packet) -> Strips:
        """The columns of a packet's sums."""
        tiling, shape = packet.tiling, packet.shape
        blocks = shape.n * tiling.l
        rows, last = tiling.column_beats(0), tiling.column_beats(tiling.t - 1)
        return cls(shape.w_o, rows, blocks * (tiling.t - 1), last, blocks)


def raw_pass(params: AcceleratorParams, packet: Packet) -> Pass:
    """A packet of the engine whose sums leave as they are, or are held."""
    builder = PassBuilder(packet.name, params, passing(params), packet)
    if packet.hold:
        return builder.held()
    return builder.sent({SUM: sums_of(packet).placed})


def engine_pass(
    rng: np.random.Generator, params: AcceleratorParams, packet: Packet, stages: Sequence[str]
) -> Pass:
    """A packet of the engine through the requantizer and some of the stages."""
    if packet.hold:
        return raw_pass(params, packet)
    sums = sums_of(packet)
    requantizer = draw_requantizer(rng, packet, sums)
    data, marks = requantizer.apply(sums.data, sums.marks)
    words = Words(data, marks)
    behind, taps, operand = _behind(rng, params, words, Strips.of(packet), stages)
    taps = {SUM: sums.placed, REQUANTIZED: words.placed, **taps}
    builder = PassBuilder(packet.name, params, behind, packet)
    return builder.sent(taps, requantizer, operand=operand)


def tensor_pass(
    rng: np.random.Generator,
    params: AcceleratorParams,
    name: str,
    strips: Strips,
    stages: Sequence[str],
) -> Pass:
    """Words of the tensor port through some of the stages."""
    shape = (strips.beats, params.lanes)
    marks = rng.random(shape) < rng.choice([0.5, 0.9, 1.0])
    words = Words(np.where(marks, rng.integers(-128, 128, shape), 0).astype(np.int8), marks)
    behind, taps, operand = _behind(rng, params, words, strips, stages)
    builder = PassBuilder(name, params, behind)
    return builder.sent(taps, source=words.placed, operand=operand)


def passing(params: AcceleratorParams) -> Stages:
    """No stage does anything."""
    pool = PoolConfig.bypass(params.array.rows)
    return Stages(ActivationConfig.bypass(), AdderConfig.bypass(), pool)


def sums_of(packet: Packet) -> Words:
    """What leaves the engine."""
    assert packet.sums is not None
    lanes = packet.params.sum_lanes
    data = unpack_words(packet.sums.whole(DATA), lanes, packet.params.y_width)
    return Words(data, unpack_marks(packet.sums.whole(USER), lanes))


def draw_requantizer(rng: np.random.Generator, packet: Packet, sums: Words) -> RequantizerConfig:
    """Parameters of each channel that spread its sums over int8."""
    tiling, m = packet.tiling, packet.params.out_channels
    most = max(int(np.abs(sums.data).max()), 1)
    # most * mantissa / 2**(31 + right) lies around 2**8.
    right = max(most.bit_length() - 8, -4)
    tiles = []
    for t in range(tiling.t):
        size = (tiling.column_beats(t), m)
        bias = rng.integers(-most, most, size, endpoint=True)
        mantissa = rng.integers(1 << 30, 1 << 31, size)
        shift = -np.clip(right + rng.integers(-1, 2, size), -6, 31)
        tiles.append(np.stack([bias, mantissa, shift], axis=-1))
    low, high = _bounds(rng)
    return RequantizerConfig(
        RequantRounding(int(rng.integers(len(RequantRounding)))),
        int(rng.integers(-128, 128)),
        low,
        high,
        packet.shape.n * tiling.l * packet.shape.w_o,
        tuple(tiles),
    )


def draw_table(rng: np.random.Generator) -> ActivationConfig:
    """Any table."""
    return ActivationConfig(rng.permutation(np.arange(-128, 128)).astype(np.int8))


def draw_adder(rng: np.random.Generator) -> AdderConfig:
    """Parameters that spread the results over int8."""
    op = AdderOp(int(rng.integers(1, len(AdderOp))))
    mantissas = rng.integers(1 << 30, 1 << 31, 3).tolist()
    zero_points = rng.integers(-128, 128, 3).tolist()
    low, high = _bounds(rng)
    shift = int(rng.integers(7, 10) if op is AdderOp.MUL else rng.integers(19, 22))
    return AdderConfig(
        op,
        zero_point_1=zero_points[0],
        zero_point_2=zero_points[1],
        mantissa_1=mantissas[0],
        shift_1=int(rng.integers(0, 3)),
        mantissa_2=mantissas[1],
        shift_2=int(rng.integers(0, 3)),
        mantissa=mantissas[2],
        shift=shift,
        rounding=RequantRounding(int(rng.integers(len(RequantRounding)))),
        zero_point=zero_points[2],
        low=low,
        high=high,
    )


def draw_pool(rng: np.random.Generator, rows: int, strips: Strips) -> PoolConfig:
    """Windows that fit the array's rows and the strips; the last column completes one.

    Args:
        rng: draws them.
        rows: R.
        strips: of the pass.
    """
    stride_h, stride_w = (int(rng.integers(1, 4)) for _ in range(2))
    kernel_h = int(rng.integers(1, min(4, rows) + 1))
    rows_out = (rows - kernel_h) // stride_h + 1
    fits = [
        k
        for k in range(1, min(strips.columns, OPEN_WINDOWS * stride_w) + 1)
        if (strips.columns - k) % stride_w == 0
    ]
    if not fits:
        stride_w, fits = 1, list(range(1, min(strips.columns, OPEN_WINDOWS) + 1))
    kernel_w = int(rng.choice(fits))
    op = PoolOp.SUM if kernel_h == kernel_w == 1 else PoolOp(int(rng.integers(len(PoolOp))))
    cells = kernel_h * kernel_w if op is PoolOp.SUM else 1
    return PoolConfig(
        rows,
        op,
        bool(rng.integers(2)),
        kernel_h,
        stride_h,
        int(rng.integers(1, rows_out + 1)),
        kernel_w,
        stride_w,
        strips.columns,
        strips.rows,
        strips.rows_last,
        strips.strips,
        int(rng.integers(-200, 200)),
        int(rng.integers(1 << 30, 1 << 31)),
        cells.bit_length() - 1,
        RequantRounding(int(rng.integers(len(RequantRounding)))),
        int(rng.integers(-20, 20)),
        *_bounds(rng),
    )


def _behind(
    rng: np.random.Generator,
    params: AcceleratorParams,
    words: Words,
    strips: Strips,
    stages: Sequence[str],
) -> tuple[Stages, dict[str, Placed], Placed | None]:
    """Configurations, beats at the taps of those stages that work, and the second operand."""
    behind, taps, operand = passing(params), dict[str, Placed](), None
    if ACTIVATION in stages:
        behind = replace(behind, activation=draw_table(rng))
        words = Words(*behind.activation.apply(words.data, words.marks))
        taps[ACTIVATED] = words.placed
    if ADDER in stages:
        behind = replace(behind, adder=draw_adder(rng))
        second = rng.integers(-128, 128, words.data.shape).astype(np.int8)
        operand = Words(second, np.ones(second.shape, np.bool_)).placed
        words = Words(*behind.adder.apply(words.data, words.marks, second))
        taps[ADDED] = words.placed
    if POOL in stages:
        behind = replace(behind, pool=draw_pool(rng, params.array.rows, strips))
        words = Words(*behind.pool.apply(words.data, words.marks)[:2])
        taps[POOLED] = words.placed
    return behind, taps, operand


def _bounds(rng: np.random.Generator) -> tuple[int, int]:
    """All of int8, or less of it."""
    if rng.random() < 0.6:
        return -128, 127
    low, high = np.sort(rng.integers(-128, 128, 2)).tolist()
    return int(low), int(high)
