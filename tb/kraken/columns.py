"""What the array does in one input column of a packet, and what each core then holds.

Operands and sums follow from the tensors: pixels and weights of a step from what the definition
of a convolution multiplies there, the sum of a core from the taps of its channel that are done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams, ConvShape, Packet
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
        pixels: int64 [steps, sets, R], less the zero point, 0 in the padding.
        weights: int64 [steps, C].
        buses: int64 [C], the set that each core takes.
        restart: bool [C], cores that begin a channel with the first step.
        hand_over: whether the others go on from their left neighbour's sum with the first step.
        sums: int64 [C, R], what the cores hold after the last step, before they wrap.
        known: bool [C, R], sums that belong to an output; the others may be anything.
    """

    packet: Packet
    place: dict[str, int]
    places: tuple[dict[str, int], ...]
    pixels: Ints
    weights: Ints
    buses: Ints
    restart: Bools
    hand_over: bool
    sums: Ints
    known: Bools

    @property
    def steps(self) -> int:
        """C_i*K_H."""
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
        iteration, image, block, w = place.values()
        q = w % s.sw
        kernel_column = packet.cores.kernel_column[q]
        # Block of rows of the image and output channel that each core works for.
        of_stack, channel = dealt(t, iteration, packet.cores.channel[q])
        rows = (block * t.v + of_stack)[:, None] * p.rows + np.arange(p.rows)
        known = (packet.cores.used[q] & (channel >= 0))[:, None] & (rows < s.h_o)
        core, row = np.nonzero(known)
        held = np.zeros(known.shape, np.int64)
        held[core, row] = sums[image, rows[core, row], w, kernel_column[core], channel[core]]
        yield ArrayColumn(
            packet,
            place,
            tuple(steps.named(i * count + j) for j in range(count)),
            pixels[i],
            weights[i],
            packet.buses.core[iteration],
            restart=(kernel_column == 0) | (w == 0) if w or not packet.accumulate else _none(p),
            hand_over=w > 0,
            sums=held,
            known=known,
        )


def _none(params: ArrayParams) -> Bools:
    return np.zeros(params.cols, np.bool_)


def _sums_so_far(packet: Packet) -> Ints:
    """Sums after input column w of which kernel column i is the last: [N, H_o, W, K_W, C_o].

    Kernel column i meets input column w for the output whose kernel column i-d has met w-d.
    """
    s = packet.shape
    pads = s.pad_top, s.pad_bottom, 0, 0
    column = ConvShape(s.n, s.h, s.w, s.ci, s.kw * s.co, s.kh, 1, s.sh, 1, *pads, groups=s.groups)
    # Each group of channels has a column kernel of its own for each kernel column.
    kernel = packet.kernel.reshape(s.kh, s.kw, s.depth, s.groups, -1).transpose(0, 2, 3, 1, 4)
    kernel = kernel.reshape(s.kh, 1, s.depth, s.kw * s.co)
    shares = convolve(column, packet.x, kernel, packet.x_zp)
    shares = shares.reshape(s.n, s.h_o, s.w, s.groups, s.kw, -1).swapaxes(3, 4)
    shares = shares.reshape(s.n, s.h_o, s.w, s.kw, s.co)
    sums = shares.copy()
    for d in range(1, min(s.kw, s.w)):
        sums[:, :, d:, d:] += shares[:, :, : s.w - d, : s.kw - d]
    return sums if packet.after is None else sums + _sums_so_far(packet.after)
