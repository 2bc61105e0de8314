"""What the array does in one input column of a packet, and what each core then holds.

Operands and sums follow from the tensors: pixels and weights of a step from what the definition
of a convolution multiplies there, the sum of a core from the taps of its channel that are done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.kraken import PIXEL, WEIGHT, ConvShape, Packet, axes
from golden.kraken.convolve import convolve
from golden.streams.frame import DATA
from golden.streams.words import unpack_words

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ArrayColumn:
    """The steps of one input column.

    Attributes:
        packet: whose column it is.
        place: iteration, image, block and w.
        taps: input channel and kernel row of each step.
        pixels: int64 [steps, R], less the zero point, 0 in the padding.
        weights: int64 [steps, C].
        restart: bool [C], cores that begin a channel with the first step.
        hand_over: whether the others go on from their left neighbour's sum with the first step.
        sums: int64 [C, R], what the cores hold after the last step, before they wrap.
        known: bool [C, R], sums that belong to an output; the others may be anything.
        leaving: output columns that are finished then, the first one leaves first.
    """

    packet: Packet
    place: dict[str, int]
    taps: tuple[dict[str, int], ...]
    pixels: Ints
    weights: Ints
    restart: Bools
    hand_over: bool
    sums: Ints
    known: Bools
    leaving: range

    @property
    def steps(self) -> int:
        """C_i*K_H."""
        return len(self.taps)

    @property
    def first_tap(self) -> int:
        """Kernel column that the first output column that leaves has reached."""
        s = self.packet.shape
        return self.place["w"] + s.pad_left - self.leaving.start * s.sw


def array_columns(packet: Packet) -> Iterator[ArrayColumn]:
    """All input columns of a packet in the order in which the array works through them."""
    s, t, p = packet.shape, packet.tiling, packet.params
    pixels = _pixels(packet)
    weights = _weight_rows(packet)
    sums = _sums_so_far(packet)
    taps = tuple({"input_channel": c, "kh": kh} for c in range(s.ci) for kh in t.tap_rows)
    # An output column is finished at its last kernel column or at the image's right edge.
    finished = np.minimum(np.arange(s.w_o) * s.sw + s.kw - 1 - s.pad_left, s.w - 1)
    outer = {name: size for name, size in axes(t, PIXEL).sizes.items() if name in _OUTER}
    for indices in np.ndindex(*outer.values()):
        place = dict(zip(outer, indices, strict=True))
        iteration, image, block, w = indices
        q = w % s.sw
        kernel_column = packet.cores.kernel_column[q]
        channel = iteration * t.channels + packet.cores.channel[q]
        rows = block * p.rows + np.arange(p.rows)
        inside = rows < s.h_o
        held = np.zeros((p.cols, p.rows), np.int64)
        core = np.flatnonzero(packet.cores.used[q] & (channel < s.co))
        held[np.ix_(core, inside)] = sums[
            image, rows[inside], w, kernel_column[core, None], channel[core, None]
        ]
        out = np.flatnonzero(finished == w)
        yield ArrayColumn(
            packet,
            place,
            taps,
            pixels[image, block, w],
            weights[iteration, q],
            restart=(kernel_column == 0) | (w == 0) if w or not packet.accumulate else _none(p),
            hand_over=w > 0,
            sums=held,
            known=packet.cores.used[q][:, None] & inside,
            leaving=range(out[0], out[-1] + 1) if len(out) and not packet.hold else range(0),
        )


_OUTER = ("iteration", "image", "block", "w")
"""Axes of the pixel stream whose indices make a column."""


def _none(params: Any) -> Bools:
    return np.zeros(params.cols, np.bool_)


def _pixels(packet: Packet) -> Ints:
    """Pixels of all steps: int64 [N, L, W, C_i*K_H, R]."""
    s, t, p = packet.shape, packet.tiling, packet.params
    outputs = np.arange(t.l * p.rows).reshape(t.l, 1, p.rows)
    rows = outputs * s.sh + np.array(t.tap_rows)[:, None] - s.pad_top  # [L, K_H, R]
    inside = (rows >= 0) & (rows < s.h)
    centred = packet.x.astype(np.int64) - packet.x_zp
    taken = centred[:, np.clip(rows, 0, s.h - 1)]  # [N, L, K_H, R, W, C_i]
    taken = np.where(inside[None, ..., None, None], taken, 0).transpose(0, 1, 4, 5, 2, 3)
    return taken.reshape(s.n, t.l, s.w, s.ci * s.kh, p.rows)


def _weight_rows(packet: Packet) -> Ints:
    """Weights of all steps: int64 [T, S_W, C_i*K_H, C]."""
    t, p = packet.tiling, packet.params
    words = unpack_words(packet.weight.body[DATA], p.weight_port, p.k_width)
    rows = words.reshape(*axes(t, WEIGHT).shape[:-1], -1)[..., : p.cols]
    return rows.reshape(t.t, packet.shape.sw, -1, p.cols)


def _sums_so_far(packet: Packet) -> Ints:
    """Sums after input column w of which kernel column i is the last: [N, H_o, W, K_W, C_o].

    Kernel column i meets input column w for the output whose kernel column i-d has met w-d.
    """
    s = packet.shape
    column = ConvShape(s.n, s.h, s.w, s.ci, s.kw * s.co, s.kh, 1, s.sh, 1, s.pad_top, s.pad_bottom)
    kernel = packet.kernel.transpose(0, 2, 1, 3).reshape(s.kh, 1, s.ci, s.kw * s.co)
    shares = convolve(column, packet.x, kernel, packet.x_zp)
    shares = shares.reshape(s.n, s.h_o, s.w, s.kw, s.co)
    sums = shares.copy()
    for d in range(1, min(s.kw, s.w)):
        sums[:, :, d:, d:] += shares[:, :, : s.w - d, : s.kw - d]
    return sums if packet.after is None else sums + _sums_so_far(packet.after)
