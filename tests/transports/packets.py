"""Packets cut anew and spoilt, and patterns: what the fuzz of the transports queues."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from golden.streams.frame import LAST, Fields, Frame
from tb.bench.ports import Port
from tb.transport.pattern import NO_DELAY, Pattern

MASK_PERIODS = 60
"""A multiple of the periods of all masks."""


def drawn_pattern(rng: np.random.Generator, beats: int, most: int = 5) -> Pattern:
    """Delays of at most `most` clocks, a mask, both, or nothing; with edges or without."""
    delays = mask = None
    if rng.random() < 0.3:
        delays = np.where(rng.random(beats) < rng.random(), rng.integers(0, most + 1, beats), 0)
        delays = delays.astype(np.uint32)
    if rng.random() < 0.3:
        period = int(rng.choice([n for n in range(1, 16) if MASK_PERIODS % n == 0]))
        mask = rng.random(period) < rng.uniform(0.1, 0.9)
        mask[int(rng.integers(len(mask)))] = True
    if delays is None and mask is None:
        return NO_DELAY
    edges = np.flatnonzero(rng.random(beats) < 0.3) if rng.random() < 0.5 else None
    return Pattern("drawn", delays, mask, edges)


def reshaped(rng: np.random.Generator, frame: Frame) -> list[Frame]:
    """The same beats on the wires, cut into packets anew, with headers where none have been."""
    if rng.random() < 0.4 or frame.beats == 1:
        return [frame]
    inner = np.arange(1, frame.beats)
    cuts = np.sort(rng.choice(inner, int(rng.integers(0, min(len(inner), 6) + 1)), replace=False))
    if rng.random() < 0.15:
        cuts = inner
    return [_piece(rng, frame, *ends) for ends in _spans(frame.beats, cuts.tolist())]


def _spans(beats: int, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    yield from zip([0, *cuts], [*cuts, beats], strict=True)


def _piece(rng: np.random.Generator, frame: Frame, first: int, end: int) -> Frame:
    """Beats `first` to `end` of a packet as a packet of their own."""
    beats = end - first
    body = {name: frame.whole(name)[first:end] for name in frame.body}
    care = {}
    for name, mask in frame.care.items():
        header = np.full_like(frame.whole(name)[: frame.header_beats], 0xFF)
        care[name] = np.concatenate([header, *[mask] * frame.repeat])[first:end]
    head = int(rng.integers(0, beats)) if rng.random() < 0.4 else 0
    return Frame(
        f"{frame.name}[{first}:{end}]",
        {name: buffer[head:] for name, buffer in body.items()},
        {name: buffer[:head] for name, buffer in body.items()} if head else {},
        last_at=tuple(i - first for i in frame.lasts if first <= i < end),
        care={name: mask[head:] for name, mask in care.items()},
    )


def spoilt(rng: np.random.Generator, port: Port, frames: Sequence[Frame]) -> list[Frame]:
    """Packets of which some differ from what they were, one is gone or one comes twice."""
    found: list[Frame] = []
    for frame in frames:
        drawn = rng.random()
        if drawn < 0.03:
            continue
        found.append(_changed(rng, port, frame) if rng.random() < 0.4 else frame)
        if drawn > 0.97:
            found.append(replace(frame, name=f"{frame.name} again"))
    return found


def _changed(rng: np.random.Generator, port: Port, frame: Frame) -> Frame:
    """One bit, the marks of the last beats, what counts, or a whole field."""
    what, names = rng.random(), list(frame.body)
    name = names[int(rng.integers(len(names)))]
    if what < 0.3:
        if frame.header and rng.random() < 0.5:
            return replace(frame, header=_flipped(rng, frame.header, name))
        return replace(frame, body=_flipped(rng, frame.body, name))
    if what < 0.5 and any(field.name == LAST for field in port.fields):
        marked = np.flatnonzero(rng.random(frame.beats) < rng.random())
        return replace(frame, last_at=tuple(marked.tolist()))
    if what < 0.8 or len(names) == 1:
        mask = rng.integers(0, 256, frame.body[name].shape, np.uint8)
        mask[rng.random(len(mask)) < 0.5] = rng.choice([0, 0xFF])
        noise = frame.body[name].copy()
        noise[:, 0] ^= (rng.integers(0, 2, len(noise)) & ~mask[:, 0]).astype(np.uint8)
        return replace(frame, body={**frame.body, name: noise}, care={**frame.care, name: mask})
    header, body, care = (
        {other: buffer for other, buffer in part.items() if other != name}
        for part in (frame.header, frame.body, frame.care)
    )
    return replace(frame, header=header, body=body, care=care)


def _flipped(rng: np.random.Generator, fields: Fields, name: str) -> Fields:
    """The fields with one bit of one of them changed; the lowest is there whatever the width."""
    buffer = fields[name].copy()
    buffer[int(rng.integers(len(buffer))), 0] ^= 1
    return {**fields, name: buffer}
