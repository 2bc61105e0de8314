"""Which kernel tap, image row and channel every word of a packet stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.format.shape import Tiling

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CoreMap:
    """What each core works on, by column of the stride q = w mod S_W.

    Attributes:
        kernel_column: int64 [S_W, C], the kernel column i.
        channel: int64 [S_W, C], the channel within the iteration.
        used: bool [S_W, C], False where the core's weight is 0 because no such column exists
            or the core belongs to no group.
    """

    kernel_column: Ints
    channel: Ints
    used: npt.NDArray[np.bool_]


def core_map(tiling: Tiling) -> CoreMap:
    """The work of the cores of one tile."""
    shape = tiling.shape
    core = np.arange(tiling.params.cols)
    phase = (shape.pad_left + np.arange(shape.sw))[:, None] % shape.sw
    group, member = core // tiling.g, core % tiling.g
    column = member - (member - phase) % shape.sw
    channel = group * shape.sw + member - column
    used = (group < tiling.e) & (column >= 0) & (column < shape.kw)
    return CoreMap(column, np.broadcast_to(channel, used.shape), used)


def pixel_rows(tiling: Tiling) -> Ints:
    """Image row of every word of a load: int64 [L, Ph, R+F]; outside [0, H) it is padding."""
    rows = tiling.params.rows
    block = np.arange(tiling.l)[:, None, None]
    phase = np.arange(tiling.phases)[None, :, None]
    word = np.arange(rows + tiling.f)
    return (block * rows + word) * tiling.shape.sh + phase - tiling.shape.pad_top


def channel_marks(tiling: Tiling) -> npt.NDArray[np.bool_]:
    """Channels of an iteration that exist: bool [T, B*M]."""
    iteration = np.arange(tiling.t)[:, None]
    channel = np.arange(tiling.beats_per_column * tiling.params.out_channels)
    inside = channel < tiling.channels
    return inside & (iteration * tiling.channels + channel < tiling.shape.co)


def sum_marks(tiling: Tiling) -> npt.NDArray[np.bool_]:
    """`tkeep` of the sums: bool [T, L, B, M, R], the same for all images and columns."""
    p = tiling.params
    channels = channel_marks(tiling).reshape(tiling.t, 1, tiling.beats_per_column, -1, 1)
    rows = np.arange(tiling.l * p.rows).reshape(tiling.l, 1, 1, p.rows) < tiling.shape.h_o
    return channels & rows


def cut_sums(tiling: Tiling, sums: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Bring sums [N, H_o, W_o, C_o] into the order of the stream: [T, N, L, W_o, B, M, R].

    Lanes that carry nothing are 0.
    """
    s, p, t = tiling.shape, tiling.params, tiling.t
    beats, m = tiling.beats_per_column, p.out_channels
    rows = np.zeros((s.n, tiling.l * p.rows, s.w_o, t * tiling.channels), sums.dtype)
    rows[:, : s.h_o, :, : s.co] = sums
    padded = np.zeros((s.n, tiling.l * p.rows, s.w_o, t, beats * m), sums.dtype)
    padded[..., : tiling.channels] = rows.reshape(s.n, -1, s.w_o, t, tiling.channels)
    blocks = padded.reshape(s.n, tiling.l, p.rows, s.w_o, t, beats, m)
    return blocks.transpose(4, 0, 1, 3, 5, 6, 2)


def join_sums(tiling: Tiling, blocks: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The inverse of `cut_sums`: [T, N, L, W_o, B, M, R] to [N, H_o, W_o, C_o]."""
    s = tiling.shape
    padded = blocks.transpose(1, 2, 6, 3, 0, 4, 5).reshape(
        s.n, tiling.l * tiling.params.rows, s.w_o, tiling.t, -1
    )
    rows = padded[..., : tiling.channels].reshape(s.n, padded.shape[1], s.w_o, -1)
    return np.ascontiguousarray(rows[:, : s.h_o, :, : s.co])
