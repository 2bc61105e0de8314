"""Packets for the sequencer, from the layers that the engine's bench runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from golden.kraken import ArrayParams, Packet
from tb.bench import Values
from tb.designs.conv_engine.random_layers import random_layer
from tb.designs.conv_engine.spec import LayerSpec
from tb.designs.step_sequencer.case import SequencerCase, array_for, case_of, packets_of

LONGEST = 60
"""Steps of the longest packet of a draw."""

SHALLOW = 8
"""Rows of the weight buffers of the array whose packets hold their sums."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[SequencerCase]:
    """Packets of random layers; one has wrong marks of the last pixels, one is stopped."""
    array = array_for(values)
    yield case_of(short_packet(rng, array, "random"))
    yield case_of(window_packet(rng, array, "window"))
    shallow = replace(array, weight_depth=SHALLOW)
    rows = int(rng.integers(1, array.rows + 1))
    deep = LayerSpec.matrix("deep", rows, SHALLOW + 3, int(rng.integers(1, array.cols + 1)))
    for packet in packets_of(deep, rng, shallow):
        yield case_of(packet)
    packet = window_packet(rng, array, "wrong last")
    loads = case_of(packet).walk.loads.beats
    yield case_of(packet, tuple(int(i) for i in np.flatnonzero(rng.random(loads) < 0.5)))
    packet = window_packet(rng, array, "stopped")
    yield case_of(packet, stop=tuple(rng.random(packet.tiling.q) < 0.5))


def short_packet(rng: np.random.Generator, array: ArrayParams, name: str) -> Packet:
    """A packet of a random layer that takes few steps."""
    while True:
        for packet in packets_of(random_layer(rng, array, name), rng, array):
            if packet.tiling.q <= LONGEST:
                return packet


def window_packet(rng: np.random.Generator, array: ArrayParams, name: str) -> Packet:
    """A short packet of several input columns, where the array has room for such."""
    while True:
        packet = short_packet(rng, array, name)
        if packet.shape.w > 1:
            return packet
