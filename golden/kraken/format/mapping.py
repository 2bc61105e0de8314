"""Which kernel tap, image row and channel every word of a packet stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from golden.kraken.format.tiling import Ints, Tiling

Bools = npt.NDArray[np.bool_]


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
    used: Bools


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


@dataclass(frozen=True, eq=False)
class BusMap:
    """What each bus carries and which of them each core takes, by iteration; sets are the buses.

    Attributes:
        core: int64 [T, C], the bus of each core.
        block: int64 [T, sets], the block of its stack, 0 without a stack; -1 where the bus has
            nothing to carry because no channel of the iteration takes it.
        input_channel: int64 [T, sets, C_i], the input channel of each load; -1 where the bus has
            none.
    """

    core: Ints
    block: Ints
    input_channel: Ints


def bus_map(tiling: Tiling) -> BusMap:
    """Who is on which bus."""
    t, sets, cols, ci = tiling.t, tiling.sharing.sets, tiling.params.cols, tiling.ci
    load = np.arange(ci)
    if sets == tiling.shape.groups == 1:
        nought = np.int64(0)
        core = np.broadcast_to(nought, (t, cols))
        return BusMap(core, np.broadcast_to(nought, (t, 1)), np.broadcast_to(load, (t, 1, ci)))
    bounds = np.array([tiling.bounds(iteration) for iteration in range(t)], np.int64)
    core = (bounds[:, None, :] <= np.arange(cols)[None, :, None]).sum(axis=2)
    first, count = (edge[..., None] for edge in tiling.input_ranges)
    return BusMap(core, tiling.stack_blocks, np.where(load < count, first + load, -1))


def dealt(tiling: Tiling, iteration: Any, channel: Any) -> tuple[Ints, Ints]:
    """Who gets the channels of the iterations.

    Args:
        tiling: the packet's.
        iteration: t, one or an array of them.
        channel: the channel within the iteration, one or an array of them.

    Returns:
        The block of the stack and the output channel, int64 of the shape to which the arguments
        broadcast; both are -1 where there is no such channel.
    """
    number = np.asarray(iteration) * tiling.channels + channel
    exists = (np.asarray(channel) < tiling.channels) & (number < tiling.dealt)
    block, output = np.divmod(number, tiling.shape.co)
    return np.where(exists, block, -1), np.where(exists, output, -1)


def pixel_rows(tiling: Tiling) -> Ints:
    """Image row of every word of a set, by the image's block: int64 [blocks, Ph, R+F].

    Rows outside [0, H) are padding.
    """
    rows = tiling.params.rows
    block = np.arange(tiling.blocks)[:, None, None]
    phase = np.arange(tiling.phases)[None, :, None]
    word = np.arange(rows + tiling.f)
    return (block * rows + word) * tiling.shape.sh + phase - tiling.shape.pad_top


def sum_marks(tiling: Tiling) -> Bools:
    """Lanes that carry a sum: bool [T, L, B, M, R], the same for all images and columns.

    B is that of a whole iteration; the last one may send fewer beats.
    """
    m, rows = tiling.params.out_channels, tiling.params.rows
    beats = tiling.column_beats(0)
    block, channel = dealt(tiling, np.arange(tiling.t)[:, None], np.arange(beats * m))
    block = block.reshape(tiling.t, 1, beats, m, 1)
    stack = np.arange(tiling.l).reshape(-1, 1, 1, 1) * tiling.v
    inside = (stack + block) * rows + np.arange(rows) < tiling.shape.h_o
    return (channel.reshape(block.shape) >= 0) & inside


def cut_sums(tiling: Tiling, sums: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Bring sums [N, H_o, W_o, C_o] into the order of the stream: [T, N, L, W_o, B, M, R].

    Lanes that carry nothing are 0. B is that of a whole iteration.
    """
    s, p, t, stacks, v = tiling.shape, tiling.params, tiling.t, tiling.l, tiling.v
    beats, m = tiling.column_beats(0), p.out_channels
    rows = np.zeros((s.n, stacks * v * p.rows, s.w_o, s.co), sums.dtype)
    rows[:, : s.h_o] = sums
    blocks = rows.reshape(s.n, stacks, v, p.rows, s.w_o, s.co).transpose(0, 1, 3, 4, 2, 5)
    channels = np.zeros((s.n, stacks, p.rows, s.w_o, t * tiling.channels), sums.dtype)
    channels[..., : tiling.dealt] = blocks.reshape(*channels.shape[:-1], -1)
    places = np.zeros((s.n, stacks, p.rows, s.w_o, t, beats * m), sums.dtype)
    width = min(tiling.channels, beats * m)
    places[..., :width] = channels.reshape(*channels.shape[:-1], t, -1)[..., :width]
    parts = places.reshape(s.n, stacks, p.rows, s.w_o, t, beats, m)
    return parts.transpose(4, 0, 1, 3, 5, 6, 2)


def join_sums(tiling: Tiling, parts: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The inverse of `cut_sums`: [T, N, L, W_o, B, M, R] to [N, H_o, W_o, C_o]."""
    s, rows, stacks, v = tiling.shape, tiling.params.rows, tiling.l, tiling.v
    places = parts.transpose(1, 2, 6, 3, 0, 4, 5).reshape(s.n, stacks, rows, s.w_o, tiling.t, -1)
    channels = places[..., : tiling.channels].reshape(s.n, stacks, rows, s.w_o, -1)
    blocks = channels[..., : tiling.dealt].reshape(s.n, stacks, rows, s.w_o, v, s.co)
    image = blocks.transpose(0, 1, 4, 2, 3, 5).reshape(s.n, stacks * v * rows, s.w_o, s.co)
    return np.ascontiguousarray(image[:, : s.h_o])
