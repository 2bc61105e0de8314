"""Which sums leave after a capture, in which order, and which of them carry something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from golden.kraken import ArrayParams
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


@dataclass(frozen=True, eq=False)
class Leaving:
    """What leaves after one capture: words and marks [beats, M*R], and cores [beats, M]."""

    data: Ints
    keep: Bools
    cores: Ints

    @classmethod
    def of(cls, array: ArrayParams, capture: Capture) -> Leaving:
        """Channel ch of column x leaves from core (ch div S)*G + ch mod S + tap - x*S."""
        info, m = capture.info, array.out_channels
        stride, channels = info["stride_w"], info["iteration_channels"]
        group = info["kernel_w"] + stride - 1
        column = np.arange(info["columns"])[:, None]
        channel = np.arange(-(-channels // m) * m)
        core = channel // stride * group + channel % stride + info["tap"] - column * stride
        inside = channel < info["channels_valid"]
        keep = inside[:, None] & (np.arange(array.rows) < info["rows_valid"])
        keep = np.broadcast_to(keep, (*core.shape, array.rows))
        words = np.where(keep, capture.sums[np.where(inside, core, 0)], 0)
        lanes = array.sum_lanes
        return cls(words.reshape(-1, lanes), keep.reshape(-1, lanes), core.reshape(-1, m))
