"""Which sums leave after a capture, in which order, and which of them carry something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams
from golden.streams.words import pack_words
from tb.kraken.steps import Bools, Ints


@dataclass(frozen=True, eq=False)
class Capture:
    """Sums of one input column on their way out.

    Attributes:
        info: what describes them, as `capture_t` of the RTL has it.
        sums: int64 [C, R] of all cores.
    """

    info: Mapping[str, int]
    sums: Ints

    def beats(self, array: ArrayParams) -> int:
        """Beats that leave: in each column as many as the channels that exist need."""
        return self.info["columns"] * -(-self.info["channels_valid"] // array.out_channels)


@dataclass(frozen=True, eq=False)
class Leaving:
    """What leaves after one capture: words and marks [beats, M*R], and cores [beats, M]."""

    data: Ints
    user: Bools
    cores: Ints

    @classmethod
    def of(cls, array: ArrayParams, capture: Capture) -> Leaving:
        """Channel ch of column x leaves from core (ch div S)*G + ch mod S + tap - x*S.

        It has all rows where its group lies before `rows_from`.
        """
        info, m = capture.info, array.out_channels
        stride, valid = info["stride_w"], info["channels_valid"]
        size = info["kernel_w"] + stride - 1
        column = np.arange(info["columns"])[:, None]
        channel = np.arange(-(-valid // m) * m)
        group = channel // stride * size
        core = group + channel % stride + info["tap"] - column * stride
        rows = np.where(group < info["rows_from"], array.rows, info["rows_valid"])
        user = (channel < valid)[:, None] & (np.arange(array.rows) < rows[:, None])
        user = np.broadcast_to(user, (*core.shape, array.rows))
        words = np.where(user, capture.sums[np.where(channel < valid, core, 0)], 0)
        lanes = array.sum_lanes
        return cls(words.reshape(-1, lanes), user.reshape(-1, lanes), core.reshape(-1, m))


def kept_bytes(user: Bools, last: Bools, width: int) -> Bools:
    """Bytes of each beat that ``tkeep`` keeps: [beats, bytes].

    In the last beat of a packet they are those that hold a bit of the last word that carries
    something, or of a word before it; in the others all.

    Args:
        user: words that carry something, [beats, lanes].
        last: whether a beat is the last of its packet, [beats].
        width: bits of a word.
    """
    needed = np.logical_or.accumulate(user[:, ::-1], axis=1)[:, ::-1] | ~last[:, None]
    return pack_words(np.where(needed, np.int64(-1), np.int64(0)), width) != 0
