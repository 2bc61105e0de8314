"""What is counted of packets at the front of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from golden.streams.frame import Frame
from tb.coverage.model import Values
from tb.designs.packet_input.parameters import array_for
from tb.kraken.coverage import fronts
from tb.kraken.coverage.features import Feature, group_of, number
from tb.kraken.coverage.headers import header_group

LASTS = ("inside a load", "ends a load", "ends the packet")


def _incoming(case: Any, before: Any, values: Values) -> Iterator[tuple[Frame, Frame]]:
    """Beats of each packet that has passed as a whole, and the loads that they make."""
    if case.headers:
        yield from zip(case.frames["in"], case.frames["load"], strict=True)


def _parts(packet: tuple[Frame, Frame]) -> int:
    """Beats of a load."""
    beats, loads = packet
    return (beats.beats - beats.header_beats) // loads.beats


def _lasts(
    packet: tuple[Frame, Frame],
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Where each ``tlast`` of a packet stands."""
    beats, parts = packet[0], _parts(packet)
    at = np.array(sorted(beats.lasts), np.int64) - beats.header_beats
    masks = ((at + 1) % parts != 0, at + 1 < beats.beats - beats.header_beats, at >= 0)
    return dict(zip(LASTS, masks, strict=True))


LOADS: tuple[Feature[tuple[Frame, Frame]], ...] = (
    number("parts", "beats of a load", _parts, 3),
    number("loads", "of a packet", lambda packet: packet[1].beats, 3),
    Feature("last", "each tlast of a packet", LASTS, _lasts),
)
GROUPS = (
    header_group(lambda case: case.headers, array_for),
    group_of("loads", "loads that packets are made of", LOADS, _incoming),
    *fronts.GROUPS,
)
