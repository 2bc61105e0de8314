"""512 bits, tkeep by byte, tuser, an asynchronous reset that is active high."""

from tb.bench import SINK, SOURCE, Bench, Reset, random_words, stream


def golden(inputs, values):
    """Bytes inverted; what keep marks as null does not count."""
    beat = inputs["in"]
    return {
        "out": {"data": 255 - beat["data"], "keep": beat["keep"], "user": (beat["user"] + 1) % 8}
    }


def stimulus(rng, values):
    """The last beat is partly null."""
    for beats in (1, 9):
        keep = random_words(rng, beats, 64, 1, signed=False) == 1
        keep[:-1] = True
        data = random_words(rng, beats, 64, 8, signed=False)
        yield {
            "in": {"data": data, "keep": keep, "user": random_words(rng, beats, 1, 3, signed=False)}
        }


BENCH = Bench(
    toplevel="invert_bytes",
    sources=["rtl/invert_bytes.v"],
    ports=[
        stream("in", "s", SOURCE, signed=False, keep=True, user=True),
        stream("out", "m", SINK, signed=False, keep=True, user=True),
    ],
    clock="aclk",
    reset=Reset("arst", active_low=False, synchronous=False),
    golden=golden,
    stimulus=stimulus,
)
