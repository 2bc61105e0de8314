"""The sets of words that the engine makes of an input stream, by the golden model.

A set is what one beat of the stream would carry if the port were as wide as the largest set: a
load of R+F pixels, a row of C weights. So the sets of a packet are the beats of the same packet on
an array with that port.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from golden.kraken import Packet
from golden.kraken.format.axes import PIXEL
from golden.kraken.format.coordinates import locate
from golden.streams.frame import DATA, KEEP, Bytes
from golden.streams.words import pack_marks, pack_words


def with_whole_sets(packet: Packet) -> Packet:
    """The packet on an array whose input ports take a set in one beat."""
    params = replace(packet.params, pixel_port_words=None, weight_port_words=None)
    after = None if packet.after is None else with_whole_sets(packet.after)
    return replace(packet, params=params, after=after)


def set_words(packet: Packet, stream: str) -> int:
    """Words of a set of that packet: R+F pixels or C weights."""
    p = packet.params
    return p.rows + packet.tiling.f if stream == PIXEL else p.cols


@dataclass(frozen=True, eq=False)
class Sets:
    """Sets of words, one after another.

    Attributes:
        data: the words, uint8 [sets, bytes].
        keep: a mark for each word, in bits.
        care: by field, the bits that belong to the words of the set.
    """

    data: Bytes
    keep: Bytes
    care: Mapping[str, Bytes]


def packed(
    words: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    marks: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    sizes: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    width: int,
) -> Sets:
    """Words [sets, most], their marks, how many words each set has, and the bits of a word."""
    inside = np.arange(words.shape[1]) < sizes[:, None]
    care = {DATA: pack_words(np.where(inside, -1, 0), width), KEEP: pack_marks(inside)}
    return Sets(pack_words(words, width), pack_marks(marks), care)


def sets_of(packet: Packet, stream: str) -> Sets:
    """The sets of a packet; weights all carry something, which their stream does not say."""
    whole = with_whole_sets(packet)
    p, sizes = whole.params, set_words(packet, stream)
    if stream == PIXEL:
        body, lanes, width = whole.pixel.body, p.pixel_port, p.x_width
        data = np.tile(body[DATA], (whole.pixel.repeat, 1))
        keep = np.tile(body[KEEP], (whole.pixel.repeat, 1))
    else:
        data, lanes, width = whole.weight.whole(DATA)[p.weight_header_beats :], p.cols, p.k_width
        keep = pack_marks(np.ones((len(data), lanes), np.bool_))
    inside = np.broadcast_to(np.arange(lanes) < sizes, (len(data), lanes))
    care = {DATA: pack_words(np.where(inside, -1, 0), width), KEEP: pack_marks(inside)}
    return Sets(data, keep, care)


def coordinates(packet: Packet, stream: str, beat: int, lane: int) -> dict[str, int]:
    """What a lane of a beat of the stream stands for; only the parts that it has."""
    parts = dataclasses.asdict(locate(packet, stream, beat, lane))
    return {k: v for k, v in parts.items() if v is not None and k not in ("beat", "lane")}
