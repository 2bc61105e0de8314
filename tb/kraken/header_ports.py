"""Ports that tell of the packet at work, for the header reader and what holds it."""

from __future__ import annotations

from tb.bench import SINK, SOURCE, Field, Port, level_input, level_output, strobe
from tb.kraken.words import LAYER

SHARED = (
    "Rows",
    "Cols",
    "XWidth",
    "KhMax",
    "KwMax",
    "SMax",
    "WeightDepth",
    "PixelBuses",
)
"""Parameters of the engine by which a header is checked."""

WORK = 3
"""Clocks from the end of a body to the end of its packet."""


def layer_field(turned: bool = False) -> Field:
    """The port ``layer`` as a field of a beat with which it must be right."""
    return Field("layer", "layer", turned=turned, packed=LAYER)


def layer_ports(of_weights: bool, paced: str) -> tuple[Port, ...]:
    """Where a packet begins and ends; the last beat of a weight packet ends it at once.

    Args:
        of_weights: whether the stream is that of the weights.
        paced: the port whose beats ``active`` is looked at behind.
    """
    shared = (
        strobe("start", SINK, "start", layer_field()),
        level_output("layer", "start", 1, layer_field()),
        level_output("active", paced, 1, Field("active", "active")),
        level_input("drain", Field("drain", "drain")),
    )
    if of_weights:
        return shared
    return (
        *shared,
        strobe("end", SINK, "body_done", layer_field()),
        strobe(
            "done",
            SOURCE,
            "packet_done",
            layer_field(turned=True),
            Field("active", "active", turned=True),
            follows="end",
            latency=WORK,
        ),
        level_output("idle", "done", 1, Field("active", "active")),
    )


def ends(of_weights: bool) -> list[Field]:
    """What tells the block that the beat in question is the last one."""
    names = ["body_done", "packet_done"] if of_weights else ["body_done"]
    return [Field(name, name, turned=True, only_then=True) for name in names]
