"""Packets of layers as they come in, and the sets that come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from golden.kraken import ConvShape, Packet, axes
from golden.kraken.format.axes import PIXEL
from golden.streams.frame import DATA, KEEP, Fields, Frame, numbers
from golden.streams.words import pack_marks
from tb.bench import Values
from tb.designs.packet_input.parameters import array_for, beat_bits, stream_of
from tb.kraken.draw import random_packets
from tb.kraken.header_frames import Sent, any_tail, outputs, packet_clocks, stop_frame
from tb.kraken.placed import Locate, PlacedCase, coordinates, numbered
from tb.kraken.sets import sets_of, with_whole_sets
from tb.kraken.words import LAYER, layer_word

LOADS = 16
"""About the sets of a layer."""

LATENCY = 1
"""Clocks in the register slice."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Layers, then some with ``tlast`` anywhere, then some while the input is closed at random."""
    array = array_for(values)

    def layer() -> list[Packet]:
        return random_packets(rng, array, "random", LOADS)[:2]

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
) -> PlacedCase:
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
    stop = stop_frame(rng, f"{name}/stop", clocks, stopped)
    frames["stop"] = [stop]
    places = numbered(frames)
    for i, packet in enumerate(packets):
        for port in ("in", "set"):
            places[frames[port][i]] = _places(i, packet, stream_of(values), port == "set")
    return PlacedCase(
        name,
        frames,
        clocks=None if stopped else clocks,
        quiet=stop.beats + 8,
        detail=str(packets[-1].shape),
        locate=places,
    )


def _places(index: int, packet: Packet, stream: str, whole_sets: bool) -> Locate:
    """The packet, and what each word of its beats stands for, whole sets or as they come in."""
    skipped = 0
    if whole_sets:
        packet = with_whole_sets(packet)
        skipped = axes(packet.tiling, stream).header_beats

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {"packet": index, **coordinates(packet, stream, skipped + beat, lane)}

    return locate


def clocks_of(packets: Sequence[Packet], values: Values) -> int:
    """Clocks from the first beat that is taken to the last set."""
    stream = stream_of(values)
    sent = [Sent(packet.header, axes(packet.tiling, stream).body_beats) for packet in packets]
    return LATENCY + packet_clocks(sent, beat_bits(values), bool(values["OfWeights"]))


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
