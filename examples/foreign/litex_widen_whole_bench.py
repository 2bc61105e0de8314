"""LiteX's StrideConverter from 8 bits to 32 once more, with packets of whole beats alone."""

from dataclasses import replace

import litex_widen_bench

from tb.bench import random_words


def stimulus(rng, values):
    """Packets whose bytes fill their beats."""
    for lengths in ([4], [40, 8, 12]):
        yield {
            "in": [{"data": random_words(rng, length, 1, 8, signed=False)} for length in lengths]
        }


BENCH = replace(litex_widen_bench.BENCH, stimulus=stimulus)
