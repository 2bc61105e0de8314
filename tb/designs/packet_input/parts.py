"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part
from tb.designs.packet_input.parameters import beat_bits
from tb.kraken.header_ports import SHARED
from tb.kraken.references.parameters import told

PARTS = (
    Part("u_skid", "axis_skid", told(Width=lambda v: beat_bits(v) + v["PortWords"] + 1)),
    Part("u_header", "header_reader", told(*SHARED, "OfWeights", PortWidth=beat_bits)),
    Part("u_set", "axis_gather", told("WordWidth", InWords="PortWords", OutWords="SetWords")),
    Part(
        "u_load",
        "axis_gather",
        told("WordWidth", InWords="SetWords", OutWords=lambda v: v["Sets"] * v["SetWords"]),
    ),
)
