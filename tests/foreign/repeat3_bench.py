"""A stream without tlast whose output is longer than its input."""

import numpy as np

from tb.bench import SINK, SOURCE, Bench, random_words, stream


def golden(inputs, values):
    """Everything three times, packet by packet."""
    return {"out": [np.repeat(packet, 3, axis=0) for packet in inputs["in"]]}


def stimulus(rng, values):
    """Two packets after one another, then a longer one."""
    yield {
        "in": [random_words(rng, 2, 1, 16, signed=False), random_words(rng, 1, 1, 16, signed=False)]
    }
    yield {"in": [random_words(rng, 12, 1, 16, signed=False)]}


BENCH = Bench(
    toplevel="repeat3",
    sources=["rtl/repeat3.sv"],
    ports=[
        stream("in", "s_axis", SOURCE, word=16, signed=False, last=False),
        stream("out", "m_axis", SINK, word=16, signed=False, last=False),
    ],
    golden=golden,
    stimulus=stimulus,
)
