"""What a beat of sums would be if the cores did not hand their sums to the right."""

from __future__ import annotations

import numpy as np

from golden.kraken.format.mapping import dealt
from tb.designs.conv_engine.hypotheses import Beat
from tb.scoreboard.evidence import Grid


def kept_sums(beat: Beat) -> Grid:
    """Sums of cores that go on from their own sum where they should take the left neighbour's.

    The core that finishes a channel then holds its own products of all columns since it last
    restarted: at the first column, and where it begins a channel, at each phase 0.

    Args:
        beat: of the sums.

    Returns:
        int64 [M, R]; 0 for channels that do not exist.
    """
    packet, iteration, w = beat.packet, beat.iteration, beat.w
    s, t, p = packet.shape, packet.tiling, packet.params
    last = min(s.w - 1, w * s.sw + s.kw - 1 - s.pad_left)
    tap = last + s.pad_left - w * s.sw
    sums = np.zeros((p.out_channels, p.rows), np.int64)
    for slot, channel in enumerate(beat.slots):
        group, place = divmod(int(channel), s.sw)
        block, _ = dealt(t, iteration, channel)
        if group >= t.e or block < 0:
            continue
        first = (beat.block * t.v + block) * p.rows
        rows = (first + np.arange(p.rows))[:, None] * s.sh + np.arange(s.kh) - s.pad_top
        inside = ((rows >= 0) & (rows < s.h))[..., None]
        pixels = packet.x[beat.image][np.clip(rows, 0, s.h - 1)].astype(np.int64) - packet.x_zp
        core = place + tap
        for column in range(last + 1):
            phase = (column + s.pad_left) % s.sw
            if phase == 0 and core < s.sw:
                sums[slot] = 0
            i = core - (core - phase) % s.sw
            _, output = dealt(t, iteration, group * s.sw + core - i)
            if 0 <= i < s.kw and output >= 0:
                inputs = output // (s.co // s.groups) * s.depth + np.arange(s.depth)
                x = np.where(inside, pixels[:, :, column, inputs], 0)
                kernel = packet.kernel[:, i, :, output].astype(np.int64)
                sums[slot] += np.tensordot(x, kernel, axes=([1, 2], [0, 1]))
    return sums
