"""Which sums leave after which input column, and what the output is told of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import SUM, Packet, Tiling, axes, locate_sum
from tb.kraken.steps import Steps


def captures(packet: Packet) -> Iterator[dict[str, int] | None]:
    """Members of ``capture_t`` after each input column, None where no sum is whole.

    An output column is whole at its last kernel column or at the image's right edge.
    """
    shape, tiling = packet.shape, packet.tiling
    window = np.arange(shape.w_o) * shape.sw - shape.pad_left
    whole = np.minimum(window + shape.kw - 1, shape.w - 1)
    order = axes(tiling, SUM)
    for t, n, block, w in np.ndindex(*Steps(packet).columns.shape):
        leaving = np.flatnonzero(whole == w)
        if packet.hold or not leaving.size:
            yield None
            continue
        last = (t, n, block) == (tiling.t - 1, shape.n - 1, tiling.l - 1)
        # The core of channel 0 of the first group.
        core = locate_sum(packet, order.first(w=int(leaving[0])), 0).core
        assert core is not None
        rows, rows_from = valid_rows(tiling, t, block)
        yield {
            "columns": leaving.size,
            "tap": core,
            "kernel_w": shape.kw,
            "stride_w": shape.sw,
            "channels_valid": tiling.channels_of(t),
            "rows_valid": rows,
            "rows_from": rows_from,
            "packet_last": int(last and leaving[-1] == shape.w_o - 1),
        }


def valid_rows(tiling: Tiling, iteration: int, block: int) -> tuple[int, int]:
    """Rows of the image's last block and the first core that has it; all rows where none has.

    Args:
        tiling: the packet's.
        iteration: t.
        block: l, the block or the stack of blocks.
    """
    buses = tiling.stack_blocks[iteration]
    if block < tiling.l - 1 or tiling.v - 1 not in buses:
        return tiling.params.rows, 0
    if not tiling.sharing.stack:
        return tiling.last_rows, 0
    bus = int(np.flatnonzero(buses == tiling.v - 1)[0])
    return tiling.last_rows, [0, *tiling.bounds(iteration)][bus]
