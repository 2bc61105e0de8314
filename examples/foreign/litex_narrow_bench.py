"""LiteX's StrideConverter from 32 bits to 8, with a mark for each byte: every byte a beat."""

import numpy as np
from packages import litex

from tb.bench import SINK, SOURCE, Bench, Reset, random_words, stream


def golden(inputs, values):
    """The bytes one by one, null ones too: a converter that drops them is another core."""
    packets = inputs["in"]
    return {
        "out": [
            {"data": packet["data"].reshape(-1, 1), "keep": packet["keep"].reshape(-1, 1)}
            for packet in packets
        ]
    }


def stimulus(rng, values):
    """Packets that end anywhere in a beat."""
    for lengths in ([4], [1, 2, 3, 5], [40, 4, 7]):
        yield {"in": [packet_of(rng, length) for length in lengths]}


def packet_of(rng, length):
    """A packet of so many bytes, the last beat filled with null ones."""
    beats = -(-length // 4)
    keep = (np.arange(4 * beats) < length).reshape(beats, 4)
    return {"data": random_words(rng, beats, 4, 8, signed=False), "keep": keep}


BENCH = Bench(
    toplevel="litex_narrow",
    sources=[litex("litex_narrow")],
    ports=[
        stream("in", "s_axis", SOURCE, signed=False, keep=True),
        stream("out", "m_axis", SINK, signed=False, keep=True),
    ],
    clock="sys_clk",
    reset=Reset("sys_rst", active_low=False),
    golden=golden,
    stimulus=stimulus,
    meaning="LiteX: 32 bits to 8",
)
