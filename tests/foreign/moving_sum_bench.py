"""Verilog of 2001, several files with includes, odd names; a parameter called as a word of runs."""

import numpy as np

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


def golden(inputs, values):
    """Sums of each sample with the two before; the design starts anew with each reset alone."""
    return {"tot": sums(inputs["smp"], values["SEED"])}


def sums(samples, first):
    """Sums of three."""
    seen = np.concatenate([[first, first], samples.ravel()])
    return seen[:-2] + seen[1:-1] + seen[2:]


def stimulus(rng, values):
    """One packet: what comes later would depend on it."""
    yield {"smp": np.concatenate([random_words(rng, 30, 1, 12), np.full((2, 1), values["SEED"])])}


BENCH = Bench(
    toplevel="moving_sum",
    sources=["rtl/moving_sum.v", "rtl/adder3.v"],
    includes=["inc"],
    ports=[
        handshake("smp", SOURCE, "smp_vld", "smp_rdy", Field("smp", "smp", word=12, signed=True)),
        handshake("tot", SINK, "tot_vld", "tot_rdy", Field("tot", "tot", word=14, signed=True)),
    ],
    clock="ck",
    reset=Reset("nreset", synchronous=False),
    parameters=[Parameter("SEED", 0, least=-2048, greatest=2047, called="FIRST")],
    golden=golden,
    stimulus=stimulus,
)
