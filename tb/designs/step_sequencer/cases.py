"""Packets of layers that the engine's bench runs too, as cases of the sequencer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from golden.kraken import ArrayParams, Packet
from golden.streams.frame import Frame
from tb.bench import Values
from tb.designs.step_sequencer.definition import Walk
from tb.designs.step_sequencer.ports import ARRAY, AT_REST, HALTED, PIXELS, ROWS, STOP
from tb.kraken.array import array_of
from tb.kraken.draw import packets_of, random_packets
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.spec import LayerSpec
from tb.kraken.steps import Steps
from tb.stimulus.patterns import MASK_PERIOD, PAUSE

DEPTH = 256
"""Rows of the weight buffers that layers are cut for; the sequencer has no such parameter."""

LONGEST = 60
"""Steps of the longest packet of a draw."""

SHALLOW = 8
"""Rows of the weight buffers of the array whose packets hold their sums."""

START_TO_ARRAY = 2
"""Clocks of a packet but for its steps: its start, and the way of the last step to the array."""


@dataclass(frozen=True, eq=False)
class SequencerCase(PlacedCase):
    """One packet.

    Attributes:
        walk: its steps.
    """

    walk: Walk = field(kw_only=True)


def array_for(values: Values) -> ArrayParams:
    """An array whose sequencer has these parameters."""
    few = min(ArrayParams().out_channels, values["Cols"])
    return replace(array_of({**values, "OutChannels": few}), weight_depth=DEPTH)


def cases(rng: np.random.Generator, values: Values) -> Iterator[SequencerCase]:
    """Packets of random layers; one has wrong marks of the last pixels, one is stopped."""
    array = array_for(values)
    yield case_of(short_packet(rng, array, "random"))
    yield case_of(window_packet(rng, array, "window"))
    shallow = replace(array, weight_depth=SHALLOW)
    rows = int(rng.integers(1, array.rows + 1))
    deep = LayerSpec.matrix("deep", rows, SHALLOW + 3, int(rng.integers(1, array.cols + 1)))
    for packet in packets_of(rng, shallow, deep):
        yield case_of(packet)
    packet = window_packet(rng, array, "wrong last")
    loads = case_of(packet).walk.steps.loads.beats
    yield case_of(packet, tuple(int(i) for i in np.flatnonzero(rng.random(loads) < 0.5)))
    packet = window_packet(rng, array, "stopped")
    yield case_of(packet, stop=tuple(rng.random(packet.tiling.q) < 0.5))


def short_packet(rng: np.random.Generator, array: ArrayParams, name: str) -> Packet:
    """A packet of a random layer that takes few steps."""
    while True:
        for packet in random_packets(rng, array, name):
            if packet.tiling.q <= LONGEST:
                return packet


def window_packet(rng: np.random.Generator, array: ArrayParams, name: str) -> Packet:
    """A short packet of several input columns, where the array has room for such."""
    while True:
        packet = short_packet(rng, array, name)
        if packet.shape.w > 1:
            return packet


def case_of(
    packet: Packet, last_at: tuple[int, ...] | None = None, stop: Sequence[bool] = ()
) -> SequencerCase:
    """One packet as a case.

    Args:
        packet: what is computed.
        last_at: sets of pixels that are marked as the last one; None marks the last.
        stop: the input of that name from the clock of the start on; 0 after that.
    """
    walk = Walk(packet)
    frames = walk.frames(last_at)
    clocks = walk.steps.count + START_TO_ARRAY
    if stop:
        held = np.array([*stop, False], np.uint8)[:, None]
        rest = dict.fromkeys(AT_REST, np.zeros_like(held))
        care = dict.fromkeys(AT_REST, held)
        frames[STOP] = [Frame(f"{packet.name}/{STOP}", {"stop": held})]
        frames[HALTED] = [Frame(f"{packet.name}/{HALTED}", rest, care=care)]
        # No step comes with the start.
        moving = np.flatnonzero(np.append(held[1:], np.zeros(walk.steps.count)) == 0) + 1
        clocks = max(int(moving[walk.steps.count - 1]) + START_TO_ARRAY, len(held))
    return SequencerCase(
        packet.name,
        frames,
        clocks=clocks,
        quiet=PAUSE.stop + MASK_PERIOD,
        edges=walk.edges(),
        detail=str(packet.shape),
        locate=_places(walk.steps, frames),
        walk=walk,
    )


def _places(steps: Steps, frames: Mapping[str, Sequence[Frame]]) -> dict[Frame, Locate]:
    """Coordinates of a set of pixels or of a step, and the core where a field has one bit each."""

    def load(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return steps.loads.split(beat)

    def step(beat: int, field: str, lane: int) -> Mapping[str, int]:
        at = steps.named(beat)
        return {**at, "core": lane} if field == "restart" else at

    places: dict[str, Locate] = {PIXELS: load, ROWS: step, ARRAY: step}
    return {frame: place for port, place in places.items() for frame in frames[port]}
