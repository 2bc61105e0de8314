"""FINN's data width converter, from any number of bits to any other, without tlast."""

from math import lcm

import numpy as np
from packages import package

from tb.bench import SINK, SOURCE, Bench, Parameter, Reset, random_words, stream


def ports(values):
    """Both streams are filled up to whole bytes."""
    return [
        stream("in", "s_axis", SOURCE, word=whole(values["IBITS"]), signed=False, last=False),
        stream("out", "m_axis", SINK, word=whole(values["OBITS"]), signed=False, last=False),
    ]


def whole(bits):
    """Bits of whole bytes."""
    return -(-bits // 8) * 8


def golden(inputs, values):
    """The same bits in other portions."""
    words = inputs["in"].ravel()
    bits = words[:, None] >> np.arange(values["IBITS"]) & 1
    portions = bits.reshape(-1, values["OBITS"])
    return {"out": portions @ (1 << np.arange(values["OBITS"]))}


def stimulus(rng, values):
    """As many beats as are whole on both sides; it keeps the rest of others for the next."""
    least = lcm(values["IBITS"], values["OBITS"]) // values["IBITS"]
    for times in (1, 2, 15):
        yield {"in": random_words(rng, least * times, 1, values["IBITS"], signed=False)}


BENCH = Bench(
    toplevel="dwc_axi",
    sources=[
        package("finn") / "finn" / "finn-rtllib" / "dwc" / "hdl" / name
        for name in ("vpc.sv", "dwc_axi.sv")
    ],
    ports=ports,
    clock="ap_clk",
    reset=Reset("ap_rst_n"),
    parameters=[
        Parameter("IBITS", 24, 1, 48, "bits of a beat that goes in"),
        Parameter("OBITS", 16, 1, 48, "bits of a beat that comes out"),
    ],
    golden=golden,
    stimulus=stimulus,
    meaning="FINN: converts widths",
)
