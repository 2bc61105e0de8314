"""Beats to gather: those of layers of the engine, and sets of any size with marks at will."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Packet, lower
from golden.kraken.format.axes import PIXEL, WEIGHT, axes
from golden.kraken.format.params import LEGAL
from golden.streams.frame import DATA, KEEP, Frame, numbers
from golden.streams.words import pack_marks, pack_words
from tb.bench import Case, Values
from tb.designs.axis_gather.sets import packed, set_words, sets_of
from tb.designs.conv_engine.random_layers import random_layer

LOADS = 24
"""About the sets of a layer."""

SETS = 12
"""Sets of a case without a layer."""

COUNT_BITS = 16
"""Bits of ``set_words``."""


@dataclass(frozen=True, eq=False)
class SetCase(Case):
    """Beats and the sets that come of them.

    Attributes:
        parts: by packet, beats of each set.
        packets: of the engine, where the beats come from some.
        stream: which of its streams it is.
    """

    parts: tuple[NDArray[np.int64], ...] = ()
    packets: tuple[Packet, ...] = field(default=(), repr=False)
    stream: str = ""


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """Sets of any size, then pixels and weights of random layers where an array has such ports."""
    yield any_sets("sets", rng, values, strays=False)
    yield any_sets("stray tlast", rng, values, strays=True)
    for stream in (PIXEL, WEIGHT):
        array = array_with(rng, values, stream)
        if array is not None:
            yield layer_sets(stream, rng, array, stream)


def any_sets(name: str, rng: np.random.Generator, values: Values, strays: bool) -> SetCase:
    """Sets of any size, one after another.

    Args:
        name: of the case.
        rng: draws words, marks and sizes.
        values: the block's parameters.
        strays: whether ``tlast`` is anywhere; else it closes the last set alone.
    """
    width, lanes, most = values["WordWidth"], values["InWords"], values["OutWords"]
    limits = rng.choice([1, min(lanes, most), min(lanes + 1, most), most], SETS)
    sizes = np.where(rng.random(SETS) < 0.5, limits, rng.integers(1, most + 1, SETS))
    parts = -(-sizes // lanes)
    beats = int(parts.sum())
    words = rng.integers(-(1 << 63), 1 << 63, (beats, lanes), np.int64) >> (64 - width)
    marks = rng.random((beats, lanes)) < 0.5
    ends = np.cumsum(parts) - 1
    lasts = rng.random(beats) < 0.5 if strays else np.arange(beats) == beats - 1
    stray = lasts & ~np.isin(np.arange(beats), ends)
    gathered = np.zeros((SETS, most), np.int64)
    kept = np.zeros((SETS, most), np.bool_)
    for i, (end, size) in enumerate(zip(ends, sizes, strict=True)):
        rows = slice(end - parts[i] + 1, end + 1)
        gathered[i, :size] = words[rows].reshape(-1)[:size]
        kept[i, :size] = marks[rows].reshape(-1)[:size]
    sets = packed(gathered, kept, sizes, width)
    incoming = Frame(
        f"{name}/in",
        {
            DATA: pack_words(words, width),
            KEEP: pack_marks(marks),
            "set_words": numbers(np.repeat(sizes, parts).tolist(), COUNT_BITS),
            "stray_last": stray.astype(np.uint8)[:, None],
        },
        last_at=tuple(np.flatnonzero(lasts).tolist()),
    )
    outgoing = Frame(
        f"{name}/out",
        {DATA: sets.data, KEEP: sets.keep},
        last_at=tuple(np.flatnonzero(lasts[ends]).tolist()),
        care=sets.care,
    )
    return SetCase(
        name,
        {"in": [incoming], "out": [outgoing]},
        clocks=beats,
        detail=f"{SETS} sets of up to {most}",
        parts=(parts,),
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
        pixel_port_words=lanes,
    )


def layer_sets(name: str, rng: np.random.Generator, array: ArrayParams, stream: str) -> SetCase:
    """One of the streams of a random layer, headers left out."""
    spec = random_layer(rng, array, name, longest=LOADS)
    packets = lower(*spec.draw(rng, array), array).packets[:2]
    incoming = [_body(packet, stream, f"{name}/{i}/in") for i, packet in enumerate(packets)]
    outgoing = [_sets(packet, stream, f"{name}/{i}/out") for i, packet in enumerate(packets)]
    parts = tuple(
        np.full(frame.beats, axes(packet.tiling, stream).sizes["part"])
        for packet, frame in zip(packets, outgoing, strict=True)
    )
    return SetCase(
        name,
        {"in": incoming, "out": outgoing},
        clocks=sum(frame.beats for frame in incoming),
        detail=str(packets[0].shape),
        parts=parts,
        packets=tuple(packets),
        stream=stream,
    )


def _body(packet: Packet, stream: str, name: str) -> Frame:
    """The beats behind the header; every weight carries something."""
    frame = packet.frames[stream]
    beats, lanes = frame.body_beats, packet.params.weight_port
    marks = pack_marks(np.ones((beats, lanes), np.bool_))
    body = {
        KEEP: marks,
        **frame.body,
        "set_words": numbers([set_words(packet, stream)] * beats, COUNT_BITS),
        "stray_last": np.zeros((beats, 1), np.uint8),
    }
    return Frame(name, body, repeat=frame.repeat)


def _sets(packet: Packet, stream: str, name: str) -> Frame:
    sets = sets_of(packet, stream)
    return Frame(name, {DATA: sets.data, KEEP: sets.keep}, care=sets.care)
