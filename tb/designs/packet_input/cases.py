"""Packets of layers as they come in, and the sets that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from golden.kraken import ConvShape, Packet, axes, lower
from golden.kraken.format.axes import PIXEL
from golden.streams.frame import DATA, KEEP, Fields, Frame, numbers
from golden.streams.words import pack_marks
from tb.bench import Case, Values
from tb.designs.axis_gather.sets import sets_of
from tb.designs.conv_engine.random_layers import random_layer
from tb.designs.conv_engine.words import LAYER, layer_word
from tb.designs.header_reader.cases import packet_clocks
from tb.designs.header_reader.frames import Sent, any_tail, outputs
from tb.designs.packet_input.array import array_for, reader_values, stream_of

LOADS = 16
"""About the sets of a layer."""

LATENCY = 1
"""Clocks in the register slice."""


@dataclass(frozen=True, eq=False)
class PacketCase(Case):
    """Packets of one stream.

    Attributes:
        packets: the packets.
        stream: which of the engine's streams it is.
    """

    packets: tuple[Packet, ...] = field(default=(), repr=False)
    stream: str = ""


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """Layers, then some with ``tlast`` anywhere, then some while the input is closed at random."""
    array = array_for(values)

    def layer() -> list[Packet]:
        spec = random_layer(rng, array, "random", longest=LOADS)
        return lower(*spec.draw(rng, array), array).packets[:2]

    yield packet_case("layers", rng, values, [*held_pair(rng, values), *layer()])
    yield packet_case("tlast anywhere", rng, values, layer(), any_last=True)
    yield packet_case("stopped", rng, values, layer(), stopped=True)


def held_pair(rng: np.random.Generator, values: Values) -> list[Packet]:
    """A packet that leaves its sums in the array, and one that goes on from them."""
    array = array_for(values)
    k = min(2, array.cols, array.kw_max)
    shape = ConvShape(1, array.rows, 1, 1, 1, 1, k, pad_left=k - 1)
    limit = 1 << (min(array.x_width, array.k_width, 8) - 1)
    x = rng.integers(-limit, limit, (2, 1, array.rows, 1, 1), np.int8)
    kernel = rng.integers(-limit, limit, (2, 1, k, 1, 1), np.int8)
    first = Packet(shape, array, x[0], kernel[0], 1, "holding", hold=True)
    return [first, Packet(shape, array, x[1], kernel[1], -1, "going on", after=first)]


def packet_case(
    name: str,
    rng: np.random.Generator,
    values: Values,
    packets: Sequence[Packet],
    any_last: bool = False,
    stopped: bool = False,
) -> PacketCase:
    """A case of sound packets, one behind the other.

    Args:
        name: of the case.
        rng: draws what the block must not look at.
        values: the block's parameters.
        packets: what to send.
        any_last: whether any beat of a body may be marked as last, not only the last one.
        stopped: whether the input is closed in some clocks.
    """
    frames: dict[str, list[Frame]] = {}
    for i, packet in enumerate(packets):
        passing = packet_frames(f"{name}/{i}", rng, values, packet, any_last)
        for port, frame in passing.items():
            frames.setdefault(port, []).append(frame)
    clocks = clocks_of(packets, values)
    stops = rng.integers(0, 2, (2 * clocks if stopped else 1, 1), np.uint8) * stopped
    stops[-1] = 0
    frames["stop"] = [Frame(f"{name}/stop", {"stop": stops})]
    return PacketCase(
        name,
        frames,
        clocks=None if stopped else clocks,
        quiet=len(stops) + 8,
        detail=str(packets[-1].shape),
        packets=tuple(packets),
        stream=stream_of(values),
    )


def clocks_of(packets: Sequence[Packet], values: Values) -> int:
    """Clocks from the first beat that is taken to the last set."""
    stream = stream_of(values)
    sent = [Sent(packet.header, axes(packet.tiling, stream).body_beats) for packet in packets]
    return LATENCY + packet_clocks(sent, reader_values(values))


def packet_frames(
    name: str, rng: np.random.Generator, values: Values, packet: Packet, any_last: bool
) -> dict[str, Frame]:
    """What passes the ports for one packet."""
    stream, array = stream_of(values), array_for(values)
    order = axes(packet.tiling, stream)
    parts = order.sizes["part"]
    sets = order.body_beats // parts
    lasts = np.arange(order.body_beats) == order.body_beats - 1
    if any_last:
        lasts = rng.random(order.body_beats) < 0.5
    closing = lasts.reshape(sets, parts)
    frames = outputs(name, Sent(packet.header, sets), array, bool(values["OfWeights"]))
    body = frames.pop("body").body
    words = sets_of(packet, stream)
    frames["in"] = incoming(f"{name}/in", rng, packet, stream, np.flatnonzero(lasts).tolist())
    frames["set"] = Frame(
        f"{name}/set",
        {DATA: words.data, KEEP: words.keep, **body},
        last_at=tuple(np.flatnonzero(closing[:, -1]).tolist()),
        care=words.care,
    )
    if strays := int(closing[:, :-1].sum()):
        layer = numbers([layer_word(packet.header, array)] * strays, LAYER.width)
        frames["stray"] = Frame(f"{name}/stray", {"layer": layer})
    return frames


def incoming(
    name: str, rng: np.random.Generator, packet: Packet, stream: str, lasts: Sequence[int]
) -> Frame:
    """The beats of a packet with marks as given; none may pass while the input is closed.

    Args:
        name: of the frame.
        rng: draws bits behind the header.
        packet: the packet.
        stream: which of its streams it is.
        lasts: beats of the body that are marked as last.
    """
    p, frame = packet.params, packet.frames[stream]
    bits, lanes = (
        (p.pixel_bits, p.pixel_port) if stream == PIXEL else (p.weight_bits, p.weight_port)
    )
    header = {**frame.header, DATA: any_tail(rng, frame.header[DATA], bits)}

    def whole(fields: Fields) -> Fields:
        """Where the stream has no marks, every word carries something."""
        beats = len(fields[DATA])
        marks = pack_marks(np.ones((beats, lanes), np.bool_))
        return {KEEP: marks, **fields, "stop": np.zeros((beats, 1), np.uint8)}

    last_at = tuple(frame.header_beats + i for i in lasts)
    return replace(frame, name=name, last_at=last_at, header=whole(header), body=whole(frame.body))
