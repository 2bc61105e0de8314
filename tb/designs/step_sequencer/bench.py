"""The bench of `step_sequencer`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from golden.kraken import ArrayParams, Packet
from tb.bench import Bench, Flag, Reset, Values
from tb.designs.conv_engine.array import RTL, array_parameters
from tb.designs.conv_engine.random_layers import random_layer
from tb.designs.conv_engine.spec import LayerSpec
from tb.designs.step_sequencer.case import SequencerCase, array_for, case_of, packets_of
from tb.designs.step_sequencer.context import sequencer_context
from tb.designs.step_sequencer.ports import ports

PARAMETERS = ("Rows", "Cols", "KwMax", "SMax")

LAYERS = 3
"""Random layers of a draw, a packet of each."""

LONGEST = 150
"""Steps of the longest packet of a draw."""

SHALLOW = 8
"""Rows of the weight buffers of the array whose packets hold their sums."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[SequencerCase]:
    """Packets of random layers, and two that share their sums.

    In some the wrong set of pixels is marked as the last, in some the sequencer is stopped.
    """
    array = array_for(values)
    for i in range(LAYERS):
        yield case_of(_short_packet(rng, array, f"random {i}"))
    shallow = replace(array, weight_depth=SHALLOW)
    rows = int(rng.integers(1, array.rows + 1))
    deep = LayerSpec.matrix("deep", rows, SHALLOW + 3, int(rng.integers(1, array.cols + 1)))
    for packet in packets_of(deep, rng, shallow):
        yield case_of(packet)
    packet = _short_packet(rng, array, "wrong last")
    beats = case_of(packet).walk.loads.beats
    early = tuple(int(i) for i in np.flatnonzero(rng.random(beats) < 0.5))
    yield case_of(packet, early)
    packet = _short_packet(rng, array, "stopped")
    yield case_of(packet, stop=tuple(rng.random(packet.tiling.q) < 0.5))


def _short_packet(rng: np.random.Generator, array: ArrayParams, name: str) -> Packet:
    """A packet of a random layer that takes few steps."""
    while True:
        for packet in packets_of(random_layer(rng, array, name), rng, array):
            if packet.tiling.q <= LONGEST:
                return packet


BENCH = Bench(
    toplevel="step_sequencer",
    meaning="walks a packet step by step",
    sources=[RTL / "kraken_pkg.sv", RTL / "step_sequencer.sv"],
    ports=ports,
    cases=cases,
    reset=Reset(clocks=2),
    flags=(Flag("mismatch"),),
    parameters=tuple(p for p in array_parameters() if p.name in PARAMETERS),
    context=sequencer_context,
    quiet=8,
    lint=({}, {"Rows": 1, "Cols": 1, "KwMax": 1, "SMax": 1}, {"Rows": 255, "Cols": 1024}),
)
