"""What a beat of sums would be if one particular thing had gone wrong in the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet
from golden.streams.words import wrap
from tb.scoreboard.evidence import Candidate, Grid, Term

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Operands:
    """The operands of one beat.

    Attributes:
        x: int64 [R, K_H, K_W, C_i], pixels before the zero point is subtracted, 0 in the padding.
        inside: bool [R, K_H, K_W], taps inside the image.
        above: bool [R, K_H, K_W], taps in the padding above or below only: words with null marks.
        kernel: int64 [M, K_H, K_W, C_i]; channels that do not exist are 0.
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
        return np.where(self.inside[..., None], taken, padding)


def operands_of(
    packet: Packet, iteration: int, image: int, block: int, w: int, beat: int
) -> Operands:
    """The operands of one beat of sums.

    Args:
        packet: what is computed.
        iteration: t.
        image: n.
        block: l.
        w: output column.
        beat: j, the beat of the column.
    """
    s, t, p = packet.shape, packet.tiling, packet.params
    rows = (block * p.rows + np.arange(p.rows))[:, None] * s.sh + np.arange(s.kh) - s.pad_top
    columns = w * s.sw + np.arange(s.kw) - s.pad_left
    row_in, column_in = (rows >= 0) & (rows < s.h), (columns >= 0) & (columns < s.w)
    x = packet.x[image][np.clip(rows, 0, s.h - 1)][:, :, np.clip(columns, 0, s.w - 1)]
    inside = row_in[:, :, None] & column_in
    above = ~row_in[:, :, None] & column_in
    kernel = slots_of(packet.kernel, iteration * t.channels, beat * p.out_channels, t.channels, p)
    x = np.where(inside[..., None], x.astype(np.int64), 0)
    return Operands(x, inside, above, kernel, packet.x_zp)


def slots_of(kernel: Array, base: int, first: int, channels: int, params: Any) -> Array:
    """Weights of the M channels of a beat: int64 [M, K_H, K_W, C_i], 0 for those without."""
    m = np.arange(params.out_channels) + first
    channel = base + m
    exists = (m < channels) & (channel >= 0) & (channel < kernel.shape[3])
    taken = kernel[..., np.where(exists, channel, 0)].astype(np.int64)
    return np.moveaxis(np.where(exists, taken, 0), 3, 0)


def candidates(operands: Operands, packet: Packet, held: Grid) -> Iterator[Candidate]:
    """What the beat would be, by what could have gone wrong.

    Args:
        operands: the beat's operands.
        packet: what is computed.
        held: int64 [M, R], sums of the packets before that the array held; 0 without them.
    """
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
        _contract(np.where(operands.inside[..., None], x + operands.x_zp, 0), kernel),
    )
    yield named(
        "padding",
        "taps in the padding count as pixels of value 0",
        operands.sums(operands.effective(padding=-operands.x_zp)),
    )
    ignored = np.where(operands.above[..., None], ~operands.x_zp - operands.x_zp, right)
    yield named("padding", "words with tkeep 0 are used as they came", operands.sums(ignored))
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
    yield named("shift", "the rows are not shifted between taps", operands.sums(right[:, first]))
    first_row = np.broadcast_to(kernel[:, :1, :, :1], kernel.shape)
    yield named(
        "weights", "the first row of weights is used throughout", operands.sums(kernel=first_row)
    )
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
            yield Term(f"{what} {i}", _contract(x[part(i)], kernel[part(i)]))
    products = np.einsum("rijc,mijc->ijcmr", x, kernel, optimize=True)
    for i, j, c in np.ndindex(products.shape[:3]):
        yield Term(f"tap (kernel row {i}, column {j}, input channel {c})", products[i, j, c])


def _contract(x: Array, kernel: Array) -> Grid:
    """Sums [M, R] of x [R, K_H, K_W, C_i] and kernel [M, K_H, K_W, C_i]."""
    rows, slots = x.reshape(len(x), -1), kernel.reshape(len(kernel), -1)
    return slots @ rows.T


def _permuted(kernel: Array, taps: NDArray[np.int64]) -> Array:
    """The kernel as met by pixels in row order when its rows come in the order of `taps`."""
    return kernel[:, taps]
