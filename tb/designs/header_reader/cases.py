"""Runs of packets for the header reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.kraken import Header
from golden.streams.frame import Frame
from tb.bench import Values
from tb.designs.header_reader.headers import layer_headers, limit_headers, set_headers
from tb.designs.header_reader.parameters import array_for
from tb.kraken.headed import HeadedCase
from tb.kraken.header_frames import Sent, beat_frame, moments, outputs, packet_clocks
from tb.kraken.placed import PlacedCase, numbered

LONGEST_BODY = 4
"""Beats; the block counts none of them."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Headers of layers, headers to the limits, and headers of each number of sets."""
    array = array_for(values)
    yield case("layers", rng, values, _sent(rng, layer_headers(rng, array)))
    yield case("limits", rng, values, _sent(rng, limit_headers(rng, array, 6)))
    yield case("sets", rng, values, _sent(rng, set_headers(rng, array)))


def _sent(rng: np.random.Generator, headers: Sequence[Header]) -> list[Sent]:
    return [Sent(header, int(rng.integers(1, LONGEST_BODY + 1))) for header in headers]


def case(name: str, rng: np.random.Generator, values: Values, sent: Sequence[Sent]) -> HeadedCase:
    """A case of sound packets, one behind the other.

    Args:
        name: of the case.
        rng: draws the bodies.
        values: the block's parameters.
        sent: the packets.
    """
    width, of_weights = values["PortWidth"], bool(values["OfWeights"])
    frames: dict[str, list[Frame]] = {}
    for i, packet in enumerate(sent):
        title, head = f"{name}/{i}", moments(packet, width, of_weights).head
        passing = outputs(title, packet, array_for(values), of_weights, head)
        passing["beat"] = beat_frame(rng, f"{title}/beat", packet, width)
        for port, frame in passing.items():
            frames.setdefault(port, []).append(frame)
    return HeadedCase(
        name,
        frames,
        clocks=packet_clocks(sent, width, of_weights) + 1,
        detail=f"{len(sent)} packets",
        locate=numbered(frames),
        headers=tuple(packet.header for packet in sent),
    )
