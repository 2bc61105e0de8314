"""The block inside."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told


def width(values: Values) -> int:
    """Bits that pass the register slice: words, marks, kept bytes and ``tlast``."""
    lanes = values["OutChannels"] * values["Rows"]
    bits = lanes * values["YWidth"]
    return bits + lanes + -(-bits // 8) + 1


PARTS = (Part("u_skid", "axis_skid", told(Width=width)),)
