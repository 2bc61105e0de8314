"""Unpacked ports, an active high reset, two inputs that do not wait for one another."""

from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Field,
    Parameter,
    Reset,
    handshake,
    random_words,
)


def port(name, role, letters, bits):
    """A valid, a ready and a vector of signed words."""
    valid, ready = (
        f"{name}_{word}_{letter}" for word, letter in zip(("valid", "ready"), letters, strict=True)
    )
    signal = f"{name}_data_{letters[0]}"
    return handshake(name, role, valid, ready, Field("data", signal, word=bits, signed=True))


def golden(inputs, values):
    """Sums, word by word."""
    return {"sum": inputs["a"] + inputs["b"]}


def stimulus(rng, values):
    """As many of one as of the other."""
    for beats in (1, 20):
        yield {name: random_words(rng, beats, values["N"], 10) for name in ("a", "b")}


BENCH = Bench(
    toplevel="join_add",
    sources=["rtl/join_add.sv"],
    ports=[
        port("a", SOURCE, "io", 10),
        port("b", SOURCE, "io", 10),
        port("sum", SINK, "oi", 11),
    ],
    clock="clk_i",
    reset=Reset("rst_i", active_low=False),
    parameters=[Parameter("N", 3, 2)],
    golden=golden,
    stimulus=stimulus,
)
