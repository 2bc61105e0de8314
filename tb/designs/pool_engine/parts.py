"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told


def lanes(values: Values) -> int:
    """Words of a beat."""
    return values["Rows"] * values["OutChannels"]


PARTS = (
    Part("u_reader", "config_reader", told("ConfigWidth", HeaderBits=256)),
    Part("u_windows", "pool_windows", told("Depth", "OpenWindows")),
    Part("gen_channel[*].u_rows", "pool_rows", told("Rows")),
    Part(
        "u_sums",
        "pool_sums",
        told(
            "Depth",
            "OpenWindows",
            "AccWidth",
            Lanes=lanes,
            VWidth=lambda v: 8 + (v["Rows"] - 1).bit_length(),
        ),
    ),
    Part("gen_channel[*].u_scaling", "requantize_channel", told("Rows", XWidth="AccWidth")),
    Part("u_skid", "axis_skid", told(Width=lambda v: lanes(v) * 9 + 2)),
)
