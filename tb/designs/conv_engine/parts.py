"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told

INPUT = ("Rows", "Cols", "XWidth", "KhMax", "KwMax", "SMax", "WeightDepth", "PixelBuses")


def set_words(values: Values) -> int:
    """Words of the largest set of pixels."""
    return values["Rows"] + values["KhMax"] - 1


def bits_for(count: int) -> int:
    """Bits of a number below `count`."""
    return max((count - 1).bit_length(), 1)


PARTS = (
    Part(
        "u_pixel_input",
        "packet_input",
        told(
            *INPUT,
            WordWidth="XWidth",
            PortWords="PixelPortWords",
            SetWords=set_words,
            Sets="PixelBuses",
            OfWeights=0,
        ),
    ),
    Part(
        "u_weight_input",
        "packet_input",
        told(
            *INPUT,
            WordWidth="KWidth",
            PortWords="WeightPortWords",
            SetWords="Cols",
            Sets=1,
            OfWeights=1,
        ),
    ),
    Part(
        "u_weights",
        "weights_rotator",
        told(RowWidth=lambda v: v["Cols"] * v["KWidth"], Depth="WeightDepth"),
    ),
    Part(
        "u_sequencer",
        "step_sequencer",
        told(
            "Rows",
            "Cols",
            "KwMax",
            "SMax",
            "PixelBuses",
            BusWidth=lambda v: bits_for(v["PixelBuses"]),
        ),
    ),
    Part(
        "u_shifter",
        "pixel_shifter",
        told("Rows", "XWidth", Buses="PixelBuses", SetWords=set_words),
    ),
    Part(
        "u_array",
        "pe_array",
        told(
            "Rows",
            "Cols",
            "KWidth",
            "YWidth",
            Buses="PixelBuses",
            BusWidth=lambda v: bits_for(v["PixelBuses"]),
            XWidth=lambda v: v["XWidth"] + 1,
            ReadPorts="OutChannels",
            CoreWidth=lambda v: bits_for(v["Cols"]),
        ),
    ),
    Part(
        "u_output",
        "output_pipe",
        told("Rows", "Cols", "YWidth", "OutChannels", CoreWidth=lambda v: bits_for(v["Cols"])),
    ),
)
