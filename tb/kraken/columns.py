"""What the array does in one input column of a packet, and what each core then holds.

Operands and sums follow from the tensors: pixels and weights of a step from what the definition
of a convolution multiplies there, the sum of a core from the taps of its channel that are done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from golden.kraken import ArrayParams, Packet
from golden.kraken.convolve import convolve
from golden.kraken.format.mapping import dealt
from tb.kraken.step_operands import pixels_of, weights_of
from tb.kraken.steps import Bools, Ints, Steps


@dataclass(frozen=True, eq=False)
class ArrayColumn:
    """The steps of one input column.

    Attributes:
        packet: whose column it is.
        place: iteration, image, block and w.
        places: of each step, with input channel and kernel row too.
        pixels: int64 [steps, sets, R], on each bus, less the zero point, 0 in the padding.
        buses: int64 [C], the bus that each core takes.
        weights: int64 [steps, C].
        restart: bool [C], cores that begin a channel with the first step.
        hand_over: whether the others go on from their left neighbour's sum with the first step.
        sums: int64 [C, R], what the cores hold after the last step, before they wrap.
        known: bool [C, R], sums that belong to an output; the others may be anything.
    """

    packet: Packet
    place: dict[str, int]
    places: tuple[dict[str, int], ...]
    pixels: Ints
    buses: Ints
    weights: Ints
    restart: Bools
    hand_over: bool
    sums: Ints
    known: Bools

    @property
    def steps(self) -> int:
        """C_i*K_H of a bus."""
        return len(self.places)


def array_columns(packet: Packet) -> Iterator[ArrayColumn]:
    """All input columns of a packet in the order in which the array works through them."""
    s, t, p = packet.shape, packet.tiling, packet.params
    steps = Steps(packet)
    order, count = steps.columns, t.steps_per_column
    pixels = pixels_of(steps).reshape(order.beats, count, -1, p.rows)
    weights = weights_of(steps).reshape(order.beats, count, p.cols)
    sums = _sums_so_far(packet)
    for i in range(order.beats):
        place = order.split(i)
        iteration, image, stack, w = place.values()
        q = w % s.sw
        used, kernel_column = packet.cores.used[q], packet.cores.kernel_column[q]
        block, channel = dealt(t, iteration, packet.cores.channel[q])
        rows = (stack * t.v + np.maximum(block, 0))[:, None] * p.rows + np.arange(p.rows)
        inside = rows < s.h_o
        exists = (used & (channel >= 0))[:, None] & inside
        held = sums[
            image,
            np.where(exists, rows, 0),
            w,
            np.where(exists, channel[:, None], 0),
            np.where(exists, kernel_column[:, None], 0),
        ]
        yield ArrayColumn(
            packet,
            place,
            tuple(steps.named(i * count + j) for j in range(count)),
            pixels[i],
            packet.buses.core[iteration],
            weights[i],
            restart=(kernel_column == 0) | (w == 0) if w or not packet.accumulate else _none(p),
            hand_over=w > 0,
            sums=np.where(exists, held, 0),
            known=used[:, None] & inside,
        )


def _none(params: ArrayParams) -> Bools:
    return np.zeros(params.cols, np.bool_)


def _sums_so_far(packet: Packet) -> Ints:
    """Sums after input column w of which kernel column i is the last: [N, H_o, W, C_o, K_W].

    Kernel column i meets input column w for the output whose kernel column i-d has met w-d.
    """
    s = packet.shape
    column = replace(s, co=s.co * s.kw, kw=1, sw=1, pad_left=0, pad_right=0)
    kernel = packet.kernel.transpose(0, 2, 3, 1).reshape(s.kh, 1, s.depth, s.co * s.kw)
    shares = convolve(column, packet.x, kernel, packet.x_zp)
    shares = shares.reshape(s.n, s.h_o, s.w, s.co, s.kw)
    sums = shares.copy()
    for d in range(1, min(s.kw, s.w)):
        sums[:, :, d:, :, d:] += shares[:, :, : s.w - d, :, : s.kw - d]
    return sums if packet.after is None else sums + _sums_so_far(packet.after)
