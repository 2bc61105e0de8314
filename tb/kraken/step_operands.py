"""What the array multiplies at each step, from the tensors and not from the streams."""

from __future__ import annotations

import numpy as np

from tb.kraken.steps import Ints, Steps


def pixels_of(steps: Steps) -> Ints:
    """X - x_zp in front of each row of the array at each step, 0 in the padding: [Q, R]."""
    packet = steps.packet
    s = packet.shape
    h = image_rows(steps)
    at = np.clip(h, 0, s.h - 1)
    x = packet.x[steps.image[:, None], at, steps.w[:, None], steps.input_channel[:, None]].astype(
        np.int64
    )
    return np.where((h >= 0) & (h < s.h), x - packet.x_zp, 0)


def image_rows(steps: Steps) -> Ints:
    """The image row that each row of the array needs at each step: [Q, R]."""
    s, rows = steps.packet.shape, steps.packet.params.rows
    row = steps.block[:, None] * rows + np.arange(rows)
    return row * s.sh + steps.kh[:, None] - s.pad_top


def weights_of(steps: Steps) -> Ints:
    """The weight of each core at each step, 0 where it has none: int64 [Q, C]."""
    packet = steps.packet
    q = steps.w % packet.shape.sw
    cores = packet.cores
    channel = steps.iteration[:, None] * packet.tiling.channels + cores.channel[q]
    used = cores.used[q] & (channel < packet.shape.co)
    weights = packet.kernel[
        steps.kh[:, None],
        np.where(used, cores.kernel_column[q], 0),
        steps.input_channel[:, None],
        np.where(used, channel, 0),
    ]
    return np.where(used, weights, 0).astype(np.int64)
