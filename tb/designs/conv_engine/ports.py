"""The engine's ports and how wide they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from tb.bench import SINK, SOURCE, Field, Port, stream, strobe
from tb.kraken.array import array_of

DONE = "done"
"""Name of the output that tells that a packet has left."""


def derive(values: dict[str, int]) -> dict[str, int]:
    """All parameters from those given; the widths of the ports follow from the others."""
    return array_of(values).rtl()


def ports(values: Mapping[str, int]) -> Sequence[Port]:
    """The engine's three streams, and the strobe that closes a packet."""
    array = array_of(values)
    return (
        stream(PIXEL, "s_axis_pixel", SOURCE, word=array.x_width, user=True),
        stream(WEIGHT, "s_axis_weight", SOURCE, word=array.k_width),
        stream(SUM, "m_axis_sum", SINK, word=array.y_width, user=True, keep=True),
        strobe(DONE, SINK, "packet_done", Field(DONE, "packet_done")),
    )
