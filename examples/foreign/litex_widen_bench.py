"""LiteX's StrideConverter from 8 bits to 32, with a mark for each byte."""

import numpy as np
from packages import litex

from tb.bench import SINK, SOURCE, Bench, Reset, random_words, stream


def golden(inputs, values):
    """Four bytes a beat; those that a packet does not have are null, as AXI-Stream asks."""
    return {"out": [widened(packet["data"].ravel()) for packet in inputs["in"]]}


def widened(data):
    """Bytes as beats of four."""
    beats = -(-len(data) // 4)
    filled = np.zeros(4 * beats, np.int64)
    filled[: len(data)] = data
    return {
        "data": filled.reshape(beats, 4),
        "keep": (np.arange(4 * beats) < len(data)).reshape(beats, 4),
    }


def stimulus(rng, values):
    """Whole beats, then packets that end anywhere in a beat."""
    for lengths in ([4, 40, 8], [7, 1, 2, 3, 6]):
        yield {
            "in": [{"data": random_words(rng, length, 1, 8, signed=False)} for length in lengths]
        }


BENCH = Bench(
    toplevel="litex_widen",
    sources=[litex("litex_widen")],
    ports=[
        stream("in", "s_axis", SOURCE, signed=False, keep=True),
        stream("out", "m_axis", SINK, signed=False, keep=True),
    ],
    clock="sys_clk",
    reset=Reset("sys_rst", active_low=False),
    golden=golden,
    stimulus=stimulus,
    meaning="LiteX: 8 bits to 32",
)
