"""Beats to gather: those of layers of the engine, and sets of any size with marks at will."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Packet
from golden.kraken.format.axes import PIXEL, WEIGHT, axes
from golden.kraken.format.coordinates import coordinates
from golden.kraken.format.params import LEGAL
from golden.streams.frame import DATA, USER, Frame, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench import Values
from tb.kraken.draw import random_packets
from tb.kraken.placed import Locate, PlacedCase
from tb.kraken.sets import (
    loads_of,
    packed,
    set_words,
    sets_of,
    sets_of_load,
    with_whole_sets,
)
from tb.kraken.shared_packets import shared_packet

LOADS = 24
"""About the sets of a layer."""

SETS = 12
"""Sets of a case without a layer."""

COUNT_BITS = 16
"""Bits of ``set_words``."""


def cases(rng: np.random.Generator, values: Values) -> Iterator[PlacedCase]:
    """Sets of any size, sets and loads of random layers where an array has such ports, one word."""
    yield any_sets("sets", rng, values, strays=False)
    yield any_sets("stray tlast", rng, values, strays=True)
    for stream in (PIXEL, WEIGHT):
        array = array_with(rng, values, stream)
        if array is not None:
            packets = random_packets(rng, array, stream, LOADS)[:2]
            if stream == PIXEL:
                packets += shared(rng, array, stream)
            yield layer_sets(stream, packets, stream)
    array = array_with_loads(rng, values)
    if array is not None and (packets := shared(rng, array, "load")):
        yield layer_loads("loads", packets)
    yield any_sets("one word", rng, values, strays=False, count=1, longest=1)


def any_sets(
    name: str,
    rng: np.random.Generator,
    values: Values,
    strays: bool,
    count: int = SETS,
    longest: int | None = None,
) -> PlacedCase:
    """Sets of any size, one after another.

    Args:
        name: of the case.
        rng: draws words, marks and sizes.
        values: the block's parameters.
        strays: whether ``tlast`` is anywhere; else it closes the last set alone.
        count: how many sets.
        longest: words of a set at most; None for as many as there is room for.
    """
    width, lanes, most = values["WordWidth"], values["InWords"], values["OutWords"]
    limits = rng.choice([1, min(lanes, most), min(lanes + 1, most), most], count)
    sizes = np.where(rng.random(count) < 0.5, limits, rng.integers(1, most + 1, count))
    sizes = np.minimum(sizes, most if longest is None else longest)
    parts = -(-sizes // lanes)
    beats = int(parts.sum())
    words = rng.integers(-(1 << 63), 1 << 63, (beats, lanes), np.int64) >> (64 - width)
    marks = rng.random((beats, lanes)) < 0.5
    ends = np.cumsum(parts) - 1
    lasts = rng.random(beats) < 0.5 if strays else np.arange(beats) == beats - 1
    stray = lasts & ~np.isin(np.arange(beats), ends)
    gathered = np.zeros((count, most), np.int64)
    kept = np.zeros((count, most), np.bool_)
    for i, (end, size) in enumerate(zip(ends, sizes, strict=True)):
        rows = slice(end - parts[i] + 1, end + 1)
        gathered[i, :size] = words[rows].reshape(-1)[:size]
        kept[i, :size] = marks[rows].reshape(-1)[:size]
    sets = packed(gathered, kept, np.arange(most) < sizes[:, None], width)
    incoming = Frame(
        f"{name}/in",
        {
            DATA: pack_words(words, width),
            USER: pack_marks(marks),
            "set_words": numbers(np.repeat(sizes, parts).tolist(), COUNT_BITS),
            "stray_last": stray.astype(np.uint8)[:, None],
        },
        last_at=tuple(np.flatnonzero(lasts).tolist()),
    )
    outgoing = Frame(
        f"{name}/out",
        {DATA: sets.data, USER: sets.user},
        last_at=tuple(np.flatnonzero(lasts[ends]).tolist()),
        care=sets.care,
    )
    return PlacedCase(
        name,
        {"in": [incoming], "out": [outgoing]},
        clocks=beats,
        detail=f"{count} sets of up to {most}",
        locate=_places(incoming, outgoing, parts, lanes),
    )


def array_with(rng: np.random.Generator, values: Values, stream: str) -> ArrayParams | None:
    """A random array whose stream has these words, ports and sets; None where there is none."""
    width, lanes, most = values["WordWidth"], values["InWords"], values["OutWords"]
    low, high = LEGAL["x_width"]
    if not low <= width <= high or lanes > most:
        return None
    if stream == WEIGHT:
        if most > LEGAL["cols"][1]:
            return None
        return ArrayParams(
            rows=int(rng.integers(1, 5)),
            cols=most,
            k_width=width,
            out_channels=1,
            weight_port_words=lanes,
        )
    most_rows = LEGAL["rows"][1]
    kh_max = int(rng.integers(max(1, most - most_rows + 1), min(most, 12) + 1))
    return ArrayParams(
        rows=most - kh_max + 1,
        cols=int(rng.integers(1, 13)),
        x_width=width,
        kh_max=kh_max,
        out_channels=1,
        pixel_buses=int(rng.integers(*LEGAL["pixel_buses"], endpoint=True)),
        pixel_port_words=lanes,
    )


def array_with_loads(rng: np.random.Generator, values: Values) -> ArrayParams | None:
    """A random array whose loads are made of such sets; None where there is none."""
    width, most, words = values["WordWidth"], values["InWords"], values["OutWords"]
    low, high = LEGAL["x_width"]
    buses = words // most
    if not low <= width <= high or words % most or not 1 < buses <= LEGAL["pixel_buses"][1]:
        return None
    kh_max = int(rng.integers(1, min(most, 12) + 1))
    return ArrayParams(
        rows=most - kh_max + 1,
        cols=int(rng.integers(1, 13)),
        x_width=width,
        kh_max=kh_max,
        out_channels=1,
        pixel_buses=buses,
    )


def shared(rng: np.random.Generator, array: ArrayParams, name: str) -> list[Packet]:
    """Packets of several buses, with their sets together and apart, as far as the array has any."""
    drawn = (shared_packet(rng, array, f"{name} {t}", together=t) for t in (True, False))
    return [packet for packet in drawn if packet is not None]


def layer_sets(name: str, packets: Sequence[Packet], stream: str) -> PlacedCase:
    """One of the streams of these packets as it comes in, headers left out, and its sets."""
    incoming, outgoing = [], []
    locate: dict[Frame, Locate] = {}
    for i, packet in enumerate(packets):
        frame, lanes = packet.frames[stream], _lanes(packet, stream)
        every = pack_marks(np.ones((frame.body_beats, lanes), np.bool_))
        beats = Frame(
            f"{name}/{i}/in",
            {
                USER: every,  # where the stream has no marks
                **frame.body,
                "set_words": _count(set_words(packet, stream), frame.body_beats),
                "stray_last": np.zeros((frame.body_beats, 1), np.uint8),
            },
            repeat=frame.repeat,
        )
        sets = sets_of(packet, stream)
        gathered = Frame(f"{name}/{i}/out", {DATA: sets.data, USER: sets.user}, care=sets.care)
        parts = np.full(gathered.beats, beats.beats // gathered.beats)
        places = _places(beats, gathered, parts, lanes)
        locate[beats] = _in_layer(places[beats], packet, stream)
        locate[gathered] = _in_layer(places[gathered], with_whole_sets(packet), stream)
        incoming.append(beats)
        outgoing.append(gathered)
    return _case(name, packets, incoming, outgoing, locate)


def layer_loads(name: str, packets: Sequence[Packet]) -> PlacedCase:
    """The sets of these packets, and the loads that are made of them."""
    incoming, outgoing = [], []
    locate: dict[Frame, Locate] = {}
    for i, packet in enumerate(packets):
        sets, loads = sets_of(packet, PIXEL), loads_of(packet, PIXEL)
        parts, lanes = sets_of_load(packet, PIXEL), packet.params.set_words
        count = len(sets.data)
        beats = Frame(
            f"{name}/{i}/in",
            {
                DATA: sets.data,
                USER: sets.user,
                "set_words": _count(parts * lanes, count),
                "stray_last": np.zeros((count, 1), np.uint8),
            },
        )
        gathered = Frame(f"{name}/{i}/out", {DATA: loads.data, USER: loads.user}, care=loads.care)
        places = _places(beats, gathered, np.full(gathered.beats, parts), lanes)
        locate[beats] = _in_layer(places[beats], packet, PIXEL)
        locate[gathered] = _in_load(places[gathered], packet)
        incoming.append(beats)
        outgoing.append(gathered)
    return _case(name, packets, incoming, outgoing, locate)


def _case(
    name: str,
    packets: Sequence[Packet],
    incoming: list[Frame],
    outgoing: list[Frame],
    locate: Mapping[Frame, Locate],
) -> PlacedCase:
    return PlacedCase(
        name,
        {"in": incoming, "out": outgoing},
        clocks=sum(frame.beats for frame in incoming),
        detail=f"{packets[-1].shape}, {packets[-1].sharing}",
        locate=locate,
    )


def _lanes(packet: Packet, stream: str) -> int:
    """Words of a beat."""
    return packet.params.pixel_port if stream == PIXEL else packet.params.weight_port


def _count(words: int, beats: int) -> NDArray[np.uint8]:
    return numbers([words] * beats, COUNT_BITS)


def _places(
    incoming: Frame, outgoing: Frame, parts: NDArray[np.int64], lanes: int
) -> dict[Frame, Locate]:
    """The set and the word of each lane; beats of each set as `parts` has them."""
    ends = np.cumsum(parts)

    def taken(beat: int, field: str, lane: int) -> Mapping[str, int]:
        group = int(np.searchsorted(ends, beat, side="right"))
        part = beat - int(ends[group] - parts[group])
        return {"set": group, "word": part * lanes + lane}

    def gathered(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {"set": beat, "word": lane}

    return {incoming: taken, outgoing: gathered}


def _in_layer(place: Locate, packet: Packet, stream: str) -> Locate:
    """Such a place with the coordinates of the word in its layer."""
    header = axes(packet.tiling, stream).header_beats

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {**place(beat, field, lane), **coordinates(packet, stream, header + beat, lane)}

    return locate


def _in_load(place: Locate, packet: Packet) -> Locate:
    """Such a place with the coordinates of a word of a load, by the sets that it is made of."""
    header = axes(packet.tiling, PIXEL).header_beats
    sets, words = sets_of_load(packet, PIXEL), packet.params.set_words

    def locate(beat: int, field: str, lane: int) -> Mapping[str, int]:
        at, word = divmod(lane, words)
        found = place(beat, field, lane)
        if at >= sets:
            return found
        return {**found, **coordinates(packet, PIXEL, header + beat * sets + at, word)}

    return locate
