"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told


def lanes(values: Values) -> int:
    """Words of a beat."""
    return values["Rows"] * values["OutChannels"]


def depth(values: Values) -> int:
    """Beats of a column, at most."""
    return -(-values["Cols"] // values["OutChannels"])


def config_width(values: Values) -> int:
    """Bits of a beat of the configurations."""
    return 72 * values["OutChannels"]


ENGINE = (
    "Rows",
    "Cols",
    "KWidth",
    "KhMax",
    "KwMax",
    "SMax",
    "WeightDepth",
    "OutChannels",
    "PixelBuses",
    "PixelPortWords",
    "WeightPortWords",
)
STAGE = told("Rows", "OutChannels", ConfigWidth=config_width)
DEEP_STAGE = told("Rows", "OutChannels", ConfigWidth=config_width, Depth=depth)

PARTS = (
    Part("u_config", "axis_skid", told(Width=lambda v: config_width(v) + 4)),
    Part("u_split_told", "axis_skid", told(Width=1)),
    Part("u_switch_told", "axis_skid", told(Width=1)),
    Part("u_merge_told", "axis_skid", told(Width=1)),
    Part("u_engine", "conv_engine", told(*ENGINE, XWidth=8, YWidth=32)),
    Part("u_split", "axis_split", told(Width=lambda v: lanes(v) * 33)),
    Part("u_requantizer", "requantizer", DEEP_STAGE),
    Part("u_tensor", "axis_skid", told(Width=lambda v: lanes(v) * 9 + 1)),
    Part("u_operand", "axis_skid", told(Width=lambda v: lanes(v) * 8 + 1)),
    Part("u_switch", "axis_switch", told(Width=lambda v: lanes(v) * 9)),
    Part("u_activation", "activation", STAGE),
    Part("u_adder", "add_engine", STAGE),
    Part("u_pool", "pool_engine", DEEP_STAGE),
    Part("u_merge", "axis_switch", told(Width=lambda v: lanes(v) * 33)),
    Part("u_narrow", "axis_narrow", told("OutBytes", Words=lanes)),
)
