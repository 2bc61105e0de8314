"""The sets of words that the engine makes of an input stream, by the golden model, and the loads.

A set is what one beat of the stream would carry if the port were as wide as the largest set: the
pixels of a bus, those of all buses where they are together, or a row of weights. So the sets of a
packet are the beats of the same packet on an array with that port. A load is what a step of the
array takes: the sets of all buses, or a row of weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet
from golden.kraken.format.axes import PIXEL
from golden.streams.frame import DATA, USER, Bytes
from golden.streams.words import pack_marks, pack_words, unpack_marks, unpack_words


def with_whole_sets(packet: Packet) -> Packet:
    """The packet on an array whose input ports take a set in one beat."""
    params = replace(packet.params, pixel_port_words=None, weight_port_words=None)
    after = None if packet.after is None else with_whole_sets(packet.after)
    return replace(packet, params=params, after=after)


def set_words(packet: Packet, stream: str) -> int:
    """Words of a set of that packet."""
    return packet.tiling.load_shape[1] if stream == PIXEL else packet.params.cols


def sets_of_load(packet: Packet, stream: str) -> int:
    """Sets that a load of that packet is made of; those that are together count as one."""
    return packet.tiling.load_shape[0] if stream == PIXEL else 1


@dataclass(frozen=True, eq=False)
class Sets:
    """Sets or loads of words, one after another.

    Attributes:
        data: the words, uint8 [sets, bytes].
        user: a mark for each word, in bits.
        care: by field, the bits that belong to words of the set.
    """

    data: Bytes
    user: Bytes
    care: Mapping[str, Bytes]


def packed(
    words: NDArray[Any], marks: NDArray[np.bool_], inside: NDArray[np.bool_], width: int
) -> Sets:
    """Words [sets, most], their marks, which of them count, and the bits of a word."""
    care = {DATA: pack_words(np.where(inside, -1, 0), width), USER: pack_marks(inside)}
    return Sets(pack_words(words, width), pack_marks(marks), care)


def sets_of(packet: Packet, stream: str) -> Sets:
    """The sets of a packet; weights all carry something, which their stream does not say."""
    words, marks = _words(packet, stream)
    inside = np.arange(words.shape[1]) < set_words(packet, stream)
    return packed(words, marks, np.broadcast_to(inside, words.shape), _width(packet, stream))


def loads_of(packet: Packet, stream: str) -> Sets:
    """The loads of a packet: set behind set, as many as the array has buses."""
    words, marks = _words(packet, stream)
    sets, most = sets_of_load(packet, stream), words.shape[1]
    buses = packet.params.pixel_buses if stream == PIXEL else 1
    loads = (len(words) // sets, buses, most)
    whole, marked = np.zeros(loads, np.int64), np.zeros(loads, np.bool_)
    whole[:, :sets] = words.reshape(-1, sets, most)
    marked[:, :sets] = marks.reshape(-1, sets, most)
    inside = np.arange(buses)[:, None] < sets
    inside = inside & (np.arange(most) < set_words(packet, stream))
    flat = (loads[0], buses * most)
    return packed(
        whole.reshape(flat),
        marked.reshape(flat),
        np.broadcast_to(inside, loads).reshape(flat),
        _width(packet, stream),
    )


def _width(packet: Packet, stream: str) -> int:
    return packet.params.x_width if stream == PIXEL else packet.params.k_width


def _words(packet: Packet, stream: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The words of all sets, [sets, words of the largest one], and their marks."""
    whole = with_whole_sets(packet)
    p, width = whole.params, _width(packet, stream)
    if stream == PIXEL:
        body, repeat = whole.pixel.body, whole.pixel.repeat
        words = unpack_words(body[DATA], p.pixel_port, width)
        marks = unpack_marks(body[USER], p.pixel_port)
        return np.tile(words, (repeat, 1)), np.tile(marks, (repeat, 1))
    words = unpack_words(whole.weight.whole(DATA)[p.weight_header_beats :], p.cols, width)
    return words, np.ones(words.shape, np.bool_)
