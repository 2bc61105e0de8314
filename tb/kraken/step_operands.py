"""What the array multiplies at each step, from the tensors and not from the streams."""

from __future__ import annotations

import numpy as np

from golden.kraken.format.mapping import dealt
from tb.kraken.steps import Ints, Steps


def pixels_of(steps: Steps) -> Ints:
    """X - x_zp in front of each row of the array at each step, 0 in the padding: [Q, sets, R]."""
    packet = steps.packet
    s = packet.shape
    h = image_rows(steps)
    at = np.clip(h, 0, s.h - 1)
    ci = packet.buses.input_channel[steps.iteration, :, steps.input_channel][..., None]
    inside = (h >= 0) & (h < s.h) & (ci >= 0)
    x = packet.x[steps.image[:, None, None], at, steps.w[:, None, None], np.maximum(ci, 0)].astype(
        np.int64
    )
    return np.where(inside, x - packet.x_zp, 0)


def image_rows(steps: Steps) -> Ints:
    """The image row that each row of the array needs at each step: [Q, sets, R]."""
    s, p = steps.packet.shape, steps.packet.params
    block = steps.block[:, None] * steps.packet.tiling.v + np.maximum(
        steps.packet.buses.block[steps.iteration], 0
    )
    row = block[..., None] * p.rows + np.arange(p.rows)
    return row * s.sh + steps.kh[:, None, None] - s.pad_top


def weights_of(steps: Steps) -> Ints:
    """The weight of each core at each step, 0 where it has none: int64 [Q, C]."""
    packet = steps.packet
    s = packet.shape
    q = steps.w % s.sw
    cores = packet.cores
    _, channel = dealt(packet.tiling, steps.iteration[:, None], cores.channel[q])
    bus = packet.buses.core[steps.iteration]
    ci = packet.buses.input_channel[steps.iteration[:, None], bus, steps.input_channel[:, None]]
    depth = ci - channel // (s.co // s.groups) * s.depth
    used = cores.used[q] & (channel >= 0) & (ci >= 0) & (depth >= 0) & (depth < s.depth)
    weights = packet.kernel[
        steps.kh[:, None],
        np.where(used, cores.kernel_column[q], 0),
        np.where(used, depth, 0),
        np.where(used, channel, 0),
    ]
    return np.where(used, weights, 0).astype(np.int64)
