"""Which sums leave after which input column, and what the output is told of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from golden.kraken import SUM, Packet, axes, locate_sum
from golden.kraken.format.mapping import channel_marks, sum_marks
from tb.kraken.steps import Steps


def captures(packet: Packet) -> Iterator[dict[str, int] | None]:
    """Members of ``capture_t`` after each input column, None where no sum is whole.

    An output column is whole at its last kernel column or at the image's right edge.
    """
    shape, tiling = packet.shape, packet.tiling
    window = np.arange(shape.w_o) * shape.sw - shape.pad_left
    whole = np.minimum(window + shape.kw - 1, shape.w - 1)
    channels = channel_marks(tiling).sum(axis=1)
    rows = sum_marks(tiling)[0, :, 0, 0].sum(axis=-1)
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
        yield {
            "columns": leaving.size,
            "tap": core,
            "kernel_w": shape.kw,
            "stride_w": shape.sw,
            "iteration_channels": tiling.channels,
            "channels_valid": int(channels[t]),
            "rows_valid": int(rows[block]),
            "packet_last": int(last and leaving[-1] == shape.w_o - 1),
        }
