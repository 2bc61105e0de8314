"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told


def lanes(values: Values) -> int:
    """Words of a beat."""
    return values["Rows"] * values["OutChannels"]


PARTS = (
    Part("u_config", "config_reader", told("ConfigWidth", HeaderBits=256)),
    Part(
        "u_ram",
        "ram",
        told(Width=lambda v: 72 * v["OutChannels"], Depth=lambda v: 2 * v["Depth"]),
    ),
    Part("gen_channel[*].u_scale", "requantize_channel", told("Rows", XWidth=32)),
    Part("u_skid", "axis_skid", told(Width=lambda v: lanes(v) * 9 + 1)),
)
