"""What a beat of sums would be if the cores did not hand their sums to the right."""

from __future__ import annotations

import numpy as np

from golden.kraken import Packet
from tb.scoreboard.evidence import Grid


def kept_sums(packet: Packet, iteration: int, image: int, block: int, w: int, beat: int) -> Grid:
    """Sums of cores that go on from their own sum where they should take the left neighbour's.

    The core that finishes a channel then holds its own products of all columns since it last
    restarted: at the first column, and where it begins a channel, at each phase 0.

    Args:
        packet: what is computed.
        iteration: t.
        image: n.
        block: l.
        w: output column.
        beat: j, the beat of the column.

    Returns:
        int64 [M, R]; 0 for channels that do not exist.
    """
    s, t, p = packet.shape, packet.tiling, packet.params
    rows = (block * p.rows + np.arange(p.rows))[:, None] * s.sh + np.arange(s.kh) - s.pad_top
    inside = ((rows >= 0) & (rows < s.h))[..., None]
    pixels = packet.x[image][np.clip(rows, 0, s.h - 1)].astype(np.int64) - packet.x_zp
    last = min(s.w - 1, w * s.sw + s.kw - 1 - s.pad_left)
    tap = last + s.pad_left - w * s.sw
    sums = np.zeros((p.out_channels, p.rows), np.int64)
    for slot in range(p.out_channels):
        group, place = divmod(beat * p.out_channels + slot, s.sw)
        if group >= t.e:
            continue
        core = place + tap
        for column in range(last + 1):
            phase = (column + s.pad_left) % s.sw
            if phase == 0 and core < s.sw:
                sums[slot] = 0
            i = core - (core - phase) % s.sw
            channel = iteration * t.channels + group * s.sw + core - i
            if 0 <= i < s.kw and channel < s.co:
                x = np.where(inside, pixels[:, :, column], 0)
                kernel = packet.kernel[:, i, :, channel].astype(np.int64)
                sums[slot] += np.tensordot(x, kernel, axes=([1, 2], [0, 1]))
    return sums
