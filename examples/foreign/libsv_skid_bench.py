"""LibSV's skid buffer: a register slice with names of its own and an asynchronous reset."""

from packages import package

from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Field,
    Parameter,
    Reset,
    data,
    handshake,
    level_input,
    random_words,
)


def golden(inputs, values):
    """The same."""
    return {"out": inputs["in"]}


def stimulus(rng, values):
    """Any words; `clear` stays low."""
    for beats in (1, 2, 60):
        yield {"in": random_words(rng, beats, 1, values["DATA_WIDTH"], signed=False)}


def ports(values):
    """Its ports; of what it tells of each clock nothing is asked."""

    def words(signal):
        return data(signal, word=values["DATA_WIDTH"], signed=False)

    return [
        handshake("in", SOURCE, "i_input_valid", "o_input_ready", words("i_data")),
        handshake("out", SINK, "o_output_valid", "i_output_ready", words("o_data")),
        level_input("clear", Field("clear", "i_clear")),
    ]


BENCH = Bench(
    toplevel="skid_buffer",
    sources=[package("libsv") / "libsv" / "fifos" / "skid_buffer.sv"],
    ports=ports,
    clock="i_clock",
    reset=Reset("i_aresetn", synchronous=False),
    parameters=[Parameter("DATA_WIDTH", 32, 1, 64, "bits of a word")],
    golden=golden,
    stimulus=stimulus,
    meaning="LibSV: register slice",
)
