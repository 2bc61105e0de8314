"""What the engine refuses, and the code that its `error_code` output then shows."""

from __future__ import annotations

from enum import IntEnum

from golden.kraken.format.header import MAGIC, Header
from golden.kraken.format.params import ArrayParams


class ErrorCode(IntEnum):
    """Values of `error_code`, as `hw/README.md` explains them.

    The first ten and `BUSES` are about headers; of several rules that one breaks the lowest code
    counts. Those between are about `tlast` and about two inputs that open with different headers.
    """

    HEADER = 1
    KERNEL = 2
    STRIDE = 3
    SIZE = 4
    GROUP = 5
    DEPTH = 6
    PADDING = 7
    LANES = 8
    FLAGS = 9
    ZERO_POINT = 10
    PIXEL_LAST = 11
    WEIGHT_LAST = 12
    MISMATCH = 13
    BUSES = 14


LAYOUT = ("kw", "sw", "pad_left", "w_o", "last_rows", "last_channels")
"""Fields that decide where the array keeps the sums that it holds, and which of them leave."""


def header_error(
    header: Header, params: ArrayParams, held: Header | None = None
) -> ErrorCode | None:
    """The code that the engine shows for a header, or None when it takes it.

    Args:
        header: what was sent.
        params: the array.
        held: header of the packet before, if that left its sums in the array.
    """
    h, p = header, params
    if h.magic != MAGIC or h.reserved_a or h.reserved_b:
        return ErrorCode.HEADER
    if not (1 <= h.kh <= p.kh_max and 1 <= h.kw <= p.kw_max):
        return ErrorCode.KERNEL
    if not (1 <= h.sh <= p.s_max and 1 <= h.sw <= p.s_max):
        return ErrorCode.STRIDE
    if 0 in (h.ci, h.w, h.w_o, h.l, h.n, h.t):
        return ErrorCode.SIZE
    group = h.kw + h.sw - 1
    if group > p.cols:
        return ErrorCode.GROUP
    if h.sw * h.ci * h.kh > p.weight_depth:
        return ErrorCode.DEPTH
    if h.pad_left >= h.kw or (h.w_o - 1) * h.sw > h.w - 1 + h.pad_left:
        return ErrorCode.PADDING
    channels = h.sw * (p.cols // group)
    if not (1 <= h.last_rows <= p.rows and 1 <= h.last_channels <= channels):
        return ErrorCode.LANES
    if (h.accumulate or h.hold) and not h.n == h.l == h.w == h.t == 1:
        return ErrorCode.FLAGS
    if bool(h.accumulate) != (held is not None):
        return ErrorCode.FLAGS
    if held is not None and any(getattr(h, name) != getattr(held, name) for name in LAYOUT):
        return ErrorCode.FLAGS
    limit = 1 << (p.x_width - 1)
    if not -limit <= h.x_zp < limit:
        return ErrorCode.ZERO_POINT
    return None if _buses_legal(h, p) else ErrorCode.BUSES


def _buses_legal(header: Header, params: ArrayParams) -> bool:
    """Whether the cores can share the buses as the header says."""
    h = header
    if h.sets == 1:
        return h.share == h.stack == 0
    alone = not (h.accumulate or h.hold)
    return 1 < h.sets <= params.pixel_buses and h.share > 0 and alone
