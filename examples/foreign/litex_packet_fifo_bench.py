"""LiteX's PacketFIFO: a packet comes out when all of it is in, with what was said of it."""

import numpy as np
from packages import litex

from tb.bench import SINK, SOURCE, Bench, Reset, random_words, stream


def golden(inputs, values):
    """The same; what is said of a packet is taken from its last beat, and stands beside each."""
    return {
        "out": [
            {"data": packet["data"], "user": np.full_like(packet["user"], packet["user"][-1])}
            for packet in inputs["in"]
        ]
    }


def stimulus(rng, values):
    """Packets that fit, and more of them than fit at once."""
    for lengths in ([1], [3, 1, 9, 20, 2], [40, 60, 30, 1, 2]):
        yield {"in": [packet_of(rng, length) for length in lengths]}


def packet_of(rng, beats):
    """A packet, with another word beside each beat."""
    return {
        "data": random_words(rng, beats, 4, 8, signed=False),
        "user": random_words(rng, beats, 1, 4, signed=False),
    }


BENCH = Bench(
    toplevel="litex_packet_fifo",
    sources=[litex("litex_packet_fifo")],
    ports=[
        stream("in", "s_axis", SOURCE, signed=False, user=True),
        stream("out", "m_axis", SINK, signed=False, user=True),
    ],
    clock="sys_clk",
    reset=Reset("sys_rst", active_low=False),
    golden=golden,
    stimulus=stimulus,
    quiet=128,
    meaning="LiteX: FIFO of whole packets",
)
