"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told


def lanes(values: Values) -> int:
    """Words of a beat."""
    return values["Rows"] * values["OutChannels"]


PARTS = (
    Part("u_reader", "config_reader", told("ConfigWidth", HeaderBits=256)),
    Part("gen_lane[*].u_scale_1", "scale_operand"),
    Part("gen_lane[*].u_scale_2", "scale_operand"),
    Part("u_channel", "requantize_channel", told(Rows=lanes, XWidth=30)),
    Part("u_skid", "axis_skid", told(Width=lambda v: lanes(v) * 9 + 2)),
)
