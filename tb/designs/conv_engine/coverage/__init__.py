"""What the engine's functional coverage counts."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import Packet, PacketClocks
from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from tb.designs.conv_engine.cases import EngineCase
from tb.designs.conv_engine.coverage.array import ARRAY
from tb.designs.conv_engine.coverage.faults import FAULT
from tb.designs.conv_engine.coverage.layers import LAYER
from tb.kraken.coverage.aborted import aborted_group
from tb.kraken.coverage.packets import packet_group
from tb.kraken.coverage.transitions import transition_group


def _with_clocks(case: EngineCase) -> Sequence[tuple[Packet, PacketClocks | None]]:
    known = case.prediction.packets if case.prediction else [None] * len(case.packets)
    return list(zip(case.packets, known, strict=True))


ABORTED = aborted_group((PIXEL, WEIGHT), (SUM,))

GROUPS = (
    ARRAY,
    LAYER,
    packet_group(lambda case: case.packets),
    transition_group(_with_clocks),
    FAULT,
    ABORTED,
)
