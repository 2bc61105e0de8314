"""Which input beats a sum beat waits for."""

from __future__ import annotations

from golden.kraken.errors import PlaceError
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT, axes
from golden.kraken.format.packet import Packet


def needs(packet: Packet, beat: int) -> dict[str, int]:
    """Beats of both inputs that must be in before a sum beat can leave.

    Args:
        packet: one that sends its sums.
        beat: index of a beat of its sums.

    Returns:
        Beats counted from the packet's first one, header included, by PIXEL and WEIGHT.

    Raises:
        PlaceError: the packet has no such sum beat.
    """
    if packet.hold:
        raise PlaceError(f"'{packet.name}' holds its sums: it has no sum beat {beat}")
    shape, tiling = packet.shape, packet.tiling
    at = axes(tiling, SUM).split(beat)
    pixel, weight = axes(tiling, PIXEL), axes(tiling, WEIGHT)
    iteration, image, block = at["iteration"], at["image"], at["block"]
    # The input column under the window's last one; where that lies in the padding, the nearest.
    last = min(max(at["w"] * shape.sw + shape.kw - 1 - shape.pad_left, 0), shape.w - 1)
    # The columns of one stride period use different rows of the tile; blocks before this one have
    # used those of all columns, and with its last column a tile must be there in whole.
    used = last if image == block == 0 else shape.w - 1
    if (image, block, last) == (shape.n - 1, tiling.l - 1, shape.w - 1):
        used = shape.sw - 1
    return {
        PIXEL: pixel.first(iteration=iteration, image=image, block=block, w=last)
        + pixel.stride("w"),
        WEIGHT: weight.first(iteration=iteration, stride_column=min(used, shape.sw - 1))
        + weight.stride("stride_column"),
    }
