"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told


def width(values: Values) -> int:
    """Bits that pass the register slice: bytes, two marks a byte and ``tlast``."""
    return values["OutBytes"] * 10 + 1


PARTS = (Part("u_skid", "axis_skid", told(Width=width)),)
