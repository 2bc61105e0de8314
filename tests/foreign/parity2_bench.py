"""One bit a beat, no reset, an output half as long as the input."""

from tb.bench import SINK, SOURCE, Bench, Field, handshake, random_words


def golden(inputs, values):
    """The parity of each pair."""
    bits = inputs["in"].ravel()
    return {"out": bits[::2] ^ bits[1::2]}


def stimulus(rng, values):
    """Whole pairs."""
    for beats in (2, 40):
        yield {"in": random_words(rng, beats, 1, 1, signed=False)}


BENCH = Bench(
    toplevel="parity2",
    sources=["rtl/parity2.sv"],
    ports=[
        handshake("in", SOURCE, "valid_in", "ready_in", Field("bit", "bit_in", word=1)),
        handshake("out", SINK, "valid_out", "ready_out", Field("bit", "bit_out", word=1)),
    ],
    reset=None,
    golden=golden,
    stimulus=stimulus,
)
