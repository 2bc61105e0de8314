"""What a beat of sums would be if one particular thing had gone wrong in the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet
from golden.kraken.format.mapping import bus_map, dealt
from golden.streams.words import wrap
from tb.scoreboard.evidence import Candidate, Grid, Term

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Operands:
    """The operands of one beat: of each of its M channels, of depth D = C_i / groups.

    Attributes:
        x: int64 [M, R, K_H, K_W, D], pixels before the zero point is subtracted, 0 in the padding.
        inside: bool [M, R, K_H, K_W, D], taps inside the image.
        above: bool of that shape, taps in the padding above or below only: words with null marks.
        kernel: int64 [M, K_H, K_W, D]; channels that do not exist are 0.
        x_zp: the zero point.
    """

    x: Array
    inside: NDArray[np.bool_]
    above: NDArray[np.bool_]
    kernel: Array
    x_zp: int

    def sums(self, x: Array | None = None, kernel: Array | None = None) -> Grid:
        """Sums [M, R] over effective pixels `x` and weights `kernel`; the right ones by default."""
        return _contract(self.effective() if x is None else x, self.use(kernel))

    def use(self, kernel: Array | None) -> Array:
        """`kernel`, or the right one."""
        return self.kernel if kernel is None else kernel

    def effective(self, x: Array | None = None, padding: int = 0) -> Array:
        """Pixels as the multipliers see them: zero point subtracted, padding at `padding`."""
        taken = (self.x if x is None else x) - self.x_zp
        return np.where(self.inside, taken, padding)


@dataclass(frozen=True)
class Beat:
    """A beat of sums.

    Attributes:
        packet: what is computed.
        iteration: t.
        image: n.
        block: l, the stack of blocks.
        w: output column.
        part: j, the beat of the column.
    """

    packet: Packet
    iteration: int
    image: int
    block: int
    w: int
    part: int

    @cached_property
    def slots(self) -> NDArray[np.int64]:
        """Channels within the iteration: [M]."""
        m = self.packet.params.out_channels
        return np.arange(m) + self.part * m

    def operands(self, bus: int | None = None) -> Operands:
        """What its sums are made of; with `bus` as if all cores saw the pixels of that bus."""
        packet, tiling = self.packet, self.packet.tiling
        s, p = packet.shape, packet.params
        block, output = dealt(tiling, self.iteration, self.slots)
        exists = output >= 0
        first = np.where(exists, output, 0) // (s.co // s.groups) * s.depth
        channels = first[:, None] + np.arange(s.depth)
        if bus is not None:
            block, channels = self._on(bus, channels)
        block = self.block * tiling.v + np.where(block >= 0, block, 0)
        rows = (block[:, None] * p.rows + np.arange(p.rows))[..., None] * s.sh + np.arange(s.kh)
        rows -= s.pad_top
        columns = self.w * s.sw + np.arange(s.kw) - s.pad_left
        row_in, column_in = (rows >= 0) & (rows < s.h), (columns >= 0) & (columns < s.w)
        there = (channels >= 0)[:, None, None, None]
        inside = row_in[..., None, None] & column_in[:, None] & there
        above = ~row_in[..., None, None] & column_in[:, None] & there
        x = packet.x[
            self.image,
            np.clip(rows, 0, s.h - 1)[..., None, None],
            np.clip(columns, 0, s.w - 1)[:, None],
            channels[:, None, None, None],
        ]
        x = np.where(inside, x.astype(np.int64), 0)
        return Operands(x, inside, above, slots_of(packet, self.iteration, self.slots), packet.x_zp)

    def _on(
        self, bus: int, channels: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Blocks [M] and input channels [M, D] that another bus carries in the same loads."""
        tiling = self.packet.tiling
        carried = bus_map(tiling)
        elastic = self.slots // tiling.shape.sw * tiling.g
        own = carried.core[self.iteration, np.minimum(elastic, tiling.params.cols - 1)]
        loads = channels - carried.input_channel[self.iteration, own, 0][:, None]
        loads = np.clip(loads, 0, tiling.ci - 1)
        block = np.full(len(own), carried.block[self.iteration, bus])
        return block, carried.input_channel[self.iteration, bus][loads]


def slots_of(packet: Packet, iteration: int, slots: NDArray[np.int64]) -> Array:
    """Weights of channels of an iteration: int64 [M, K_H, K_W, D], 0 for those without."""
    _, output = dealt(packet.tiling, iteration, slots)
    exists = output >= 0
    taken = packet.kernel[..., np.where(exists, output, 0)].astype(np.int64)
    return np.moveaxis(np.where(exists, taken, 0), 3, 0)


def candidates(beat: Beat, operands: Operands, held: Grid) -> Iterator[Candidate]:
    """What the beat would be, by what could have gone wrong.

    Args:
        beat: which beat it is.
        operands: its operands.
        held: int64 [M, R], sums of the packets before that the array held; 0 without them.
    """
    packet = beat.packet
    x_bits, k_bits = packet.params.x_width, packet.params.k_width
    kernel, x = operands.kernel, operands.x
    taps = np.array(packet.tiling.tap_rows)
    right = operands.effective()

    def named(cause: str, text: str, values: Grid) -> Candidate:
        return Candidate(cause, text, held + values)

    yield named("zero point", "the zero point is not subtracted", _contract(x, kernel))
    yield named(
        "zero point",
        "the zero point is added instead of subtracted",
        _contract(np.where(operands.inside, x + operands.x_zp, 0), kernel),
    )
    yield named(
        "padding",
        "taps in the padding count as pixels of value 0",
        operands.sums(operands.effective(padding=-operands.x_zp)),
    )
    ignored = np.where(operands.above, ~operands.x_zp - operands.x_zp, right)
    yield named("padding", "words with tuser 0 are used as they came", operands.sums(ignored))
    yield named(
        "operand's sign",
        "pixels are taken as unsigned",
        operands.sums(operands.effective(x & ((1 << x_bits) - 1))),
    )
    yield named(
        "operand's sign",
        "pixels less zero point lose their sign bit",
        operands.sums(wrap(right, x_bits)),
    )
    yield named(
        "operand's sign",
        "pixels less zero point are taken as unsigned",
        operands.sums(right & ((2 << x_bits) - 1)),
    )
    yield named(
        "operand's sign",
        "weights are taken as unsigned",
        operands.sums(kernel=kernel & ((1 << k_bits) - 1)),
    )
    yield named("sign", "products are subtracted instead of added", -operands.sums())
    yield named(
        "tap order",
        "weights of row k meet the pixels of row k in plain instead of phase order",
        operands.sums(kernel=_permuted(kernel, taps)),
    )
    yield named(
        "tap order", "kernel rows are used bottom up", operands.sums(kernel=kernel[:, ::-1])
    )
    yield named(
        "tap order",
        "kernel columns are used right to left",
        operands.sums(kernel=kernel[:, :, ::-1]),
    )
    first = np.array([tap % packet.shape.sh for tap in range(packet.shape.kh)])
    yield named("shift", "the rows are not shifted between taps", operands.sums(right[:, :, first]))
    first_row = np.broadcast_to(kernel[:, :1, :, :1], kernel.shape)
    yield named(
        "weights", "the first row of weights is used throughout", operands.sums(kernel=first_row)
    )
    for bus in range(packet.tiling.sharing.sets):
        other = beat.operands(bus)
        yield named("bus", f"the cores take the pixels of bus {bus}", other.sums())
    if packet.after is not None:
        yield Candidate("held sums", "the sums held by the packet before are lost", operands.sums())


def terms(operands: Operands) -> Iterator[Term]:
    """Parts of the sums, from whole kernel columns, rows and channels down to single taps."""
    x, kernel = operands.effective(), operands.kernel
    rows, columns, channels = kernel.shape[1:]
    wholes: tuple[tuple[str, int, Callable[[int], Any]], ...] = (
        ("kernel column", columns, lambda i: np.s_[:, :, i : i + 1]),
        ("kernel row", rows, lambda i: np.s_[:, i : i + 1]),
        ("input channel", channels, lambda i: np.s_[..., i : i + 1]),
    )
    for what, count, part in wholes:
        for i in range(count if count > 1 else 0):
            taps = part(i)
            yield Term(f"{what} {i}", _contract(x[:, *taps], kernel[taps]))
    products = np.einsum("mrijc,mijc->ijcmr", x, kernel, optimize=True)
    for i, j, c in np.ndindex(products.shape[:3]):
        yield Term(f"tap (kernel row {i}, column {j}, input channel {c})", products[i, j, c])


def _contract(x: Array, kernel: Array) -> Grid:
    """Sums [M, R] of x [M, R, K_H, K_W, D] and kernel [M, K_H, K_W, D]."""
    rows = x.reshape(*x.shape[:2], -1)
    return np.einsum("mrk,mk->mr", rows, kernel.reshape(len(kernel), -1))


def _permuted(kernel: Array, taps: NDArray[np.int64]) -> Array:
    """The kernel as met by pixels in row order when its rows come in the order of `taps`."""
    return kernel[:, taps]
