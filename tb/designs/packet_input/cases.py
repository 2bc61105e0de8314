"""Packets of layers as they come in, and the loads that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from golden.kraken import ConvShape, Packet, axes
from golden.kraken.format.axes import PIXEL
from golden.kraken.format.coordinates import coordinates
from golden.streams.frame import DATA, USER, Fields, Frame, numbers
from golden.streams.words import pack_marks
from tb.bench import Values
from tb.designs.packet_input.parameters import array_for, beat_bits, stream_of
from tb.kraken.draw import random_packets
from tb.kraken.headed import HeadedCase
from tb.kraken.header_frames import Sent, any_tail, outputs, packet_clocks
from tb.kraken.placed import Locate, PlacedCase, numbered
from tb.kraken.sets import loads_of, sets_of_load, with_whole_sets
from tb.kraken.shared_packets import shared_packet
from tb.kraken.words import LAYER, layer_word

LOADS = 16
"""About the loads of a layer."""

LATENCY = 1
"""Clocks in the register slice."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Layers, then packets of several sets, then some with ``tlast`` anywhere."""
    array = array_for(values)

    def layer() -> list[Packet]:
        return random_packets(rng, array, "random", LOADS)[:2]

    yield packet_case("layers", rng, values, [*held_packets(rng, values), *layer()])
    several: list[Packet] = []
    for name, together in (("together", True), ("apart", False)):
        packet = shared_packet(rng, array, name, together)
        if packet is not None:
            several.append(packet)
    if several:
        yield packet_case("several sets", rng, values, [*several, *layer()])
    any_last = [*several[-1:], *layer()]
    yield packet_case("tlast anywhere", rng, values, any_last, any_last=True)


def held_packets(rng: np.random.Generator, values: Values) -> list[Packet]:
    """A packet that leaves its sums in the array, one that goes on from them and leaves its own,
    and one that goes on and ends.
    """
    array = array_for(values)
    k = min(2, array.cols, array.kw_max)
    shape = ConvShape(1, array.rows, 1, 1, 1, 1, k, pad_left=k - 1)
    limit = 1 << (min(array.x_width, array.k_width, 8) - 1)
    x = rng.integers(-limit, limit, (3, 1, array.rows, 1, 1), np.int8)
    kernel = rng.integers(-limit, limit, (3, 1, k, 1, 1), np.int8)
    first = Packet(shape, array, x[0], kernel[0], 1, "holding", hold=True)
    second = Packet(shape, array, x[1], kernel[1], -1, "going on", hold=True, after=first)
    return [first, second, Packet(shape, array, x[2], kernel[2], 0, "last", after=second)]


def packet_case(
    name: str,
    rng: np.random.Generator,
    values: Values,
    packets: Sequence[Packet],
    any_last: bool = False,
) -> HeadedCase:
    """A case of sound packets, one behind the other.

    Args:
        name: of the case.
        rng: draws what the block must not look at.
        values: the block's parameters.
        packets: what to send.
        any_last: whether any beat of a body may be marked as last, not only the last one.
    """
    frames: dict[str, list[Frame]] = {}
    for i, packet in enumerate(packets):
        passing = packet_frames(f"{name}/{i}", rng, values, packet, any_last)
        for port, frame in passing.items():
            frames.setdefault(port, []).append(frame)
    stream = stream_of(values)
    places = numbered(frames)
    for i, packet in enumerate(packets):
        places[frames["in"][i]] = _places(i, packet, stream)
        places[frames["load"][i]] = _load_places(i, packet, stream)
    sent = [sent_beats(packet, values) for packet in packets]
    return HeadedCase(
        name,
        frames,
        clocks=LATENCY + packet_clocks(sent, beat_bits(values), bool(values["OfWeights"])) + 1,
        detail=f"{packets[-1].shape}, {packets[-1].sharing}",
        locate=places,
        headers=tuple(packet.header for packet in packets),
    )


def sent_beats(packet: Packet, values: Values) -> Sent:
    """What the header reader sees of a packet."""
    return Sent(packet.header, axes(packet.tiling, stream_of(values)).body_beats)


def _places(index: int, packet: Packet, stream: str) -> Locate:
    """The packet, and what each word of its beats stands for."""

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {"packet": index, **coordinates(packet, stream, beat, lane)}

    return locate


def _load_places(index: int, packet: Packet, stream: str) -> Locate:
    """Likewise of its loads, by the sets that they are made of."""
    whole = with_whole_sets(packet)
    header, sets = axes(whole.tiling, stream).header_beats, sets_of_load(packet, stream)
    words = packet.params.set_words if stream == PIXEL else packet.params.cols

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        at, word = divmod(lane, words)
        found = {"packet": index, "load": beat}
        if at >= sets:
            return found
        return {**found, **coordinates(whole, stream, header + beat * sets + at, word)}

    return locate


def packet_frames(
    name: str, rng: np.random.Generator, values: Values, packet: Packet, any_last: bool
) -> dict[str, Frame]:
    """What passes the ports for one packet."""
    stream, array = stream_of(values), array_for(values)
    order = axes(packet.tiling, stream)
    parts = order.sizes["part"]
    loads = order.body_beats // parts
    lasts = np.arange(order.body_beats) == order.body_beats - 1
    if any_last:
        lasts = rng.random(order.body_beats) < 0.5
    closing = lasts.reshape(loads, parts)
    frames = outputs(name, Sent(packet.header, loads), array, bool(values["OfWeights"]))
    body = frames.pop("body").body
    words = loads_of(packet, stream)
    frames["in"] = incoming(f"{name}/in", rng, packet, stream, np.flatnonzero(lasts).tolist())
    frames["load"] = Frame(
        f"{name}/load",
        {DATA: words.data, USER: words.user, **body},
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
    """The beats of a packet with marks as given.

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
        return {USER: pack_marks(np.ones((len(fields[DATA]), lanes), np.bool_)), **fields}

    last_at = tuple(frame.header_beats + i for i in lasts)
    return replace(frame, name=name, last_at=last_at, header=whole(header), body=whole(frame.body))
