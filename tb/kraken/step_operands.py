"""What the array multiplies at each step, from the tensors and not from the streams."""

from __future__ import annotations

import numpy as np

from golden.kraken.format.mapping import dealt
from tb.kraken.steps import Ints, Steps


def pixels_of(steps: Steps) -> Ints:
    """X - x_zp on each bus, in front of each row of the array, at each step: [Q, sets, R].

    It is 0 in the padding and where the bus has nothing to carry.
    """
    packet = steps.packet
    s, h = packet.shape, image_rows(steps)
    at, channel = np.clip(h, 0, s.h - 1), np.maximum(input_channels(steps), 0)
    image, w = steps.image[:, None, None], steps.w[:, None, None]
    x = packet.x[image, at, w, channel[..., None]].astype(np.int64)
    return np.where((h >= 0) & (h < s.h), x - packet.x_zp, 0)


def input_channels(steps: Steps) -> Ints:
    """The input channel on each bus at each step, -1 where it has none: [Q, sets]."""
    return steps.packet.buses.input_channel[steps.iteration, :, steps.input_channel]


def blocks(steps: Steps) -> Ints:
    """The block of output rows that each bus has at each step, counted in the image: [Q, sets].

    It is -1 where the bus has none.
    """
    block = steps.packet.buses.block[steps.iteration]
    return np.where(block < 0, -1, steps.block[:, None] * steps.packet.tiling.v + block)


def image_rows(steps: Steps) -> Ints:
    """The image row on each bus in front of each row of the array at each step: [Q, sets, R].

    It is outside of the image in the padding, and -1 where the bus has nothing to carry.
    """
    s, rows = steps.packet.shape, steps.packet.params.rows
    block = blocks(steps)[..., None]
    row = (block * rows + np.arange(rows)) * s.sh + steps.kh[:, None, None] - s.pad_top
    return np.where((block < 0) | (input_channels(steps)[..., None] < 0), -1, row)


def buses_of(steps: Steps) -> Ints:
    """The bus that each core takes at each step: [Q, C]."""
    return steps.packet.buses.core[steps.iteration]


def weights_of(steps: Steps) -> Ints:
    """The weight of each core at each step, 0 where it has none: int64 [Q, C]."""
    packet = steps.packet
    s, q, cores = packet.shape, steps.w % packet.shape.sw, packet.cores
    _, channel = dealt(packet.tiling, steps.iteration[:, None], cores.channel[q])
    loaded = np.take_along_axis(input_channels(steps), buses_of(steps), axis=1)
    group = channel // (s.co // s.groups)
    own = (loaded >= 0) & (loaded // s.depth == group)
    used = cores.used[q] & (channel >= 0) & own
    weights = packet.kernel[
        steps.kh[:, None],
        np.where(used, cores.kernel_column[q], 0),
        np.where(used, loaded % s.depth, 0),
        np.where(used, channel, 0),
    ]
    return np.where(used, weights, 0).astype(np.int64)
