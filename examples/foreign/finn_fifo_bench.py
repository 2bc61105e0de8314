"""FINN's FIFO, of shift registers, distributed memory or block memory by its depth."""

from packages import package

from tb.bench import SINK, SOURCE, Bench, Parameter, Reset, data, handshake, random_words


def ports(values):
    """Valid and ready under names of its own; of its counts nothing is asked."""
    width = values["DATA_WIDTH"]
    return [
        handshake("in", SOURCE, "ivld", "irdy", data("idat", word=width, signed=False)),
        handshake("out", SINK, "ovld", "ordy", data("odat", word=width, signed=False)),
    ]


def golden(inputs, values):
    """The same."""
    return {"out": inputs["in"]}


def stimulus(rng, values):
    """Less than it holds, and several times as much."""
    for beats in (1, values["DEPTH"], 3 * values["DEPTH"] + 1):
        yield {"in": random_words(rng, beats, 1, values["DATA_WIDTH"], signed=False)}


BENCH = Bench(
    toplevel="fifo",
    sources=[package("finn") / "finn" / "finn-rtllib" / "fifo" / "hdl" / "fifo.sv"],
    ports=ports,
    reset=Reset("rst", active_low=False),
    parameters=[
        Parameter("DEPTH", 8, 2, 4096, "words that it holds"),
        Parameter("DATA_WIDTH", 16, 1, 64, "bits of a word"),
    ],
    golden=golden,
    stimulus=stimulus,
    meaning="FINN: FIFO",
)
