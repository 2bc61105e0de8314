"""Packets of the engine as cases of the sequencer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from golden.kraken import ArrayParams, Packet, lower
from golden.streams.frame import Frame
from tb.bench import Case, Values
from tb.designs.conv_engine.array import array_of
from tb.designs.conv_engine.spec import LayerSpec
from tb.designs.step_sequencer.ports import AT_REST, HALTED, STOP
from tb.designs.step_sequencer.walk import Walk
from tb.stimulus.patterns import MASK_PERIOD, PAUSE

DEPTH = 256
"""Rows of the weight buffers that layers are cut for; the sequencer has no such parameter."""

START_TO_ARRAY = 2
"""Clocks of a packet but for its steps: its start, and the way of the last step to the array."""


@dataclass(frozen=True, eq=False)
class SequencerCase(Case):
    """One packet.

    Attributes:
        walk: its steps.
    """

    walk: Walk = field(kw_only=True)


def array_for(values: Values) -> ArrayParams:
    """An array whose sequencer has these parameters."""
    few = min(ArrayParams().out_channels, values["Cols"])
    return replace(array_of({**values, "OutChannels": few}), weight_depth=DEPTH)


def packets_of(spec: LayerSpec, rng: np.random.Generator, array: ArrayParams) -> Sequence[Packet]:
    """What the engine computes of a layer, packet by packet."""
    return lower(*spec.draw(rng, array), array).packets


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
    clocks = walk.steps.beats + START_TO_ARRAY
    if stop:
        held = np.array([*stop, False], np.uint8)[:, None]
        rest = dict.fromkeys(AT_REST, np.zeros_like(held))
        care = dict.fromkeys(AT_REST, held)
        frames[STOP] = [Frame(f"{packet.name}/{STOP}", {"stop": held})]
        frames[HALTED] = [Frame(f"{packet.name}/{HALTED}", rest, care=care)]
        # No step comes with the start.
        moving = np.flatnonzero(np.append(held[1:], np.zeros(walk.steps.beats)) == 0) + 1
        clocks = max(int(moving[walk.steps.beats - 1]) + START_TO_ARRAY, len(held))
    return SequencerCase(
        packet.name,
        frames,
        clocks=clocks,
        quiet=PAUSE.stop + MASK_PERIOD,
        edges=walk.edges(),
        detail=str(packet.shape),
        walk=walk,
    )
