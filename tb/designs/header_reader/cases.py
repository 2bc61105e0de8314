"""Runs of packets for the header reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.kraken import Header
from golden.streams.frame import Frame
from tb.bench import Values
from tb.designs.header_reader.headers import layer_headers, limit_headers
from tb.designs.header_reader.parameters import array_for
from tb.kraken.header_frames import Sent, beat_frame, outputs, packet_clocks, stop_frame
from tb.kraken.placed import PlacedCase, numbered

LONGEST_BODY = 4
"""Beats; the block counts none of them."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Headers of layers, headers to the limits, and those while the input is closed at random."""
    array = array_for(values)
    yield case("layers", rng, values, _sent(rng, layer_headers(rng, array)))
    yield case("limits", rng, values, _sent(rng, limit_headers(rng, array, 4)))
    yield case("stopped", rng, values, _sent(rng, limit_headers(rng, array, 3)), stopped=True)


def _sent(rng: np.random.Generator, headers: Sequence[Header]) -> list[Sent]:
    return [Sent(header, int(rng.integers(1, LONGEST_BODY + 1))) for header in headers]


def case(
    name: str,
    rng: np.random.Generator,
    values: Values,
    sent: Sequence[Sent],
    stopped: bool = False,
) -> PlacedCase:
    """A case of sound packets, one behind the other.

    Args:
        name: of the case.
        rng: draws the bodies.
        values: the block's parameters.
        sent: the packets.
        stopped: whether the input is closed in some clocks.
    """
    clocks = packet_clocks(sent, values["PortWidth"], bool(values["OfWeights"]))
    frames: dict[str, list[Frame]] = {}
    for i, packet in enumerate(sent):
        title = f"{name}/{i}"
        passing = outputs(title, packet, array_for(values), bool(values["OfWeights"]))
        passing["beat"] = beat_frame(rng, f"{title}/beat", packet, values["PortWidth"])
        for port, frame in passing.items():
            frames.setdefault(port, []).append(frame)
    stop = stop_frame(rng, f"{name}/stop", clocks, stopped)
    frames["stop"] = [stop]
    return PlacedCase(
        name,
        frames,
        clocks=None if stopped else clocks,
        quiet=stop.beats + 8,
        detail=f"{len(sent)} packets",
        locate=numbered(frames),
    )
