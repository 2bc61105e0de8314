"""Runs of packets for the header reader, and the clocks that they take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.kraken import ArrayParams, Header
from golden.kraken.format.params import HEADER_BITS
from golden.streams.frame import Frame
from tb.bench import Case, Values
from tb.designs.conv_engine.array import array_of
from tb.designs.header_reader.frames import Sent, beat_frame, outputs
from tb.designs.header_reader.headers import layer_headers, limit_headers
from tb.designs.header_reader.ports import WORK

SHARED = ("Rows", "Cols", "XWidth", "KhMax", "KwMax", "SMax", "WeightDepth")
"""Parameters that the block has from the engine."""

LONGEST_BODY = 4
"""Beats; the block counts none of them."""

CHECK = 1
"""Clocks from the last beat of a header to the first of the body."""


def array_for(values: Values) -> ArrayParams:
    """The array whose headers the block reads."""
    return array_of({name: values[name] for name in SHARED} | {"OutChannels": 1})


def derive(values: dict[str, int]) -> dict[str, int]:
    """The parameters as they are, if there is such an array."""
    array_for(values)
    return values


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
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
) -> Case:
    """A case of sound packets, one behind the other.

    Args:
        name: of the case.
        rng: draws the bodies.
        values: the block's parameters.
        sent: the packets.
        stopped: whether the input is closed in some clocks.
    """
    clocks = packet_clocks(sent, values)
    frames: dict[str, list[Frame]] = {}
    for i, packet in enumerate(sent):
        title = f"{name}/{i}"
        passing = outputs(title, packet, array_for(values), bool(values["OfWeights"]))
        passing["beat"] = beat_frame(rng, f"{title}/beat", packet, values["PortWidth"])
        for port, frame in passing.items():
            frames.setdefault(port, []).append(frame)
    stops = rng.integers(0, 2, (2 * clocks if stopped else 1, 1), np.uint8) * stopped
    stops[-1] = 0
    frames["stop"] = [Frame(f"{name}/stop", {"stop": stops})]
    return Case(
        name,
        frames,
        clocks=None if stopped else clocks,
        quiet=len(stops) + 8,
        detail=f"{len(sent)} packets",
    )


def packet_clocks(sent: Sequence[Sent], values: Values) -> int:
    """Clocks from the first beat of the first packet to the end of the last.

    The bench waits for the last beat of a body before it says that it is the last: 1 clock.
    """
    head, pause = -(-HEADER_BITS // values["PortWidth"]), work(values)
    return sum(head + CHECK + packet.beats + 1 + pause for packet in sent) - pause


def work(values: Values) -> int:
    """Clocks behind a body in which its packet goes on; one of weights ends with its body."""
    return 0 if values["OfWeights"] else WORK
