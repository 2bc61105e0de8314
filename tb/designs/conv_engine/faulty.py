"""Packets that the engine must refuse, one for each rule of its header and streams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from golden.kraken import ArrayParams, Header
from golden.kraken.format.axes import PIXEL, WEIGHT
from golden.kraken.format.error_codes import ErrorCode
from golden.kraken.format.header import FIELDS
from golden.streams.frame import Frame
from tb.designs.conv_engine.cases import Sending
from tb.kraken.broken_headers import broken_continuations, broken_headers, neighbours
from tb.kraken.engine import with_header

INPUTS = (PIXEL, WEIGHT, f"{PIXEL} and {WEIGHT}")
"""Which input is wrong."""

IN_THE_HEADER, IN_THE_MIDDLE, EARLY, MISSING = PLACES_OF_LAST = (
    "tlast in the header",
    "tlast in the middle",
    "tlast one beat early",
    "tlast missing",
)
PLACES = ("header", *PLACES_OF_LAST)
"""Where it is wrong."""

OUTSIDE_THE_TILE = ("x_zp", "sh", "pad_left", "w", "w_o", "l", "n", "last_rows", "last_channels")
"""Header fields that may change while the tiles of weights stay as they are."""


@dataclass(frozen=True, eq=False)
class Faulty:
    """A packet that must end in an error.

    Attributes:
        name: what is wrong with it.
        sending: the sound packet that it was made from, with the frames that are sent. The frame
            on ``sum``, where there is one, is what may leave before the fault is met; only if all
            of it does, that on ``done`` follows.
        code: the error that must be reported.
        input: which input is wrong, of `INPUTS`.
        place: where, of `PLACES`.
    """

    name: str
    sending: Sending
    code: ErrorCode
    input: str
    place: str = PLACES[0]


def faulty_headers(sound: Sending, array: ArrayParams, ports: tuple[str, ...]) -> Iterator[Faulty]:
    """Everything that can be wrong with `sound`.

    Args:
        sound: a sound packet with more than one column and block.
        array: the array.
        ports: input ports whose header is broken; the others carry the sound one.
    """
    for name, code, header in broken_headers(sound.packet.header, array):
        frames = {port: with_header(sound.packet, port, header) for port in ports}
        where = " and ".join(ports)
        found = Sending(sound.packet, {**_inputs(sound), **frames})
        yield Faulty(f"{name} on {where}", found, code, where)


def wrong_lasts(sound: Sending) -> Iterator[Faulty]:
    """`tlast` in the header, in the middle, one beat early and not at all, on each input."""

    def faulty(port: str, where: str, at: tuple[int, ...]) -> Faulty:
        code = ErrorCode.PIXEL_LAST if port == PIXEL else ErrorCode.WEIGHT_LAST
        frames = {**sound.frames, port: replace(sound.frames[port], last_at=at)}
        return Faulty(f"{port} {where}", Sending(sound.packet, frames), code, port, where)

    for port in (PIXEL, WEIGHT):
        header, beats = sound.frames[port].header_beats, sound.frames[port].beats
        for at, where in ((0, IN_THE_HEADER), ((header + beats) // 2, IN_THE_MIDDLE)):
            if at < beats - 1:
                yield faulty(port, where, (at, beats - 1))
        if beats - 2 >= header:
            yield faulty(port, EARLY, (beats - 2, beats - 1))
        yield faulty(port, MISSING, ())


def mismatched(sound: Sending, other: Sending, array: ArrayParams) -> Iterator[Faulty]:
    """Sound packets on both inputs that do not belong together.

    Args:
        sound: a sound packet.
        other: one with another tile.
        array: the array.
    """
    code = ErrorCode.MISMATCH
    frames = {PIXEL: sound.frames[PIXEL], WEIGHT: other.frames[WEIGHT]}
    yield Faulty("weights of another layer", Sending(sound.packet, frames), code, WEIGHT)
    for name in OUTSIDE_THE_TILE:
        for header in neighbours(sound.packet.header, name, array):
            frames = {**_inputs(sound), WEIGHT: with_header(sound.packet, WEIGHT, header)}
            what = f"another {name}, {getattr(header, name)}, on the weights"
            yield Faulty(what, Sending(sound.packet, frames), code, WEIGHT)


@dataclass(frozen=True, eq=False)
class Twice:
    """Packets with a fault of the weights, which run ahead, and a later one of the pixels.

    Attributes:
        good: packets that must still be computed.
        pixels: the packet whose pixels are at fault, with the code of the weights' fault, which
            must be reported and stay.
        weights: the packet behind it, whose weights are.
    """

    good: tuple[Sending, ...]
    pixels: Faulty
    weights: Sending


def faulty_twice(first: Sending, second: Sending, third: Sending) -> Iterator[Twice]:
    """Two faults of other codes, at the end of a packet and in a header.

    Args:
        first: a sound packet of one tile of weights.
        second: another one.
        third: and one more.
    """
    weights = second.frames[WEIGHT]
    early = replace(weights, last_at=(weights.header_beats, weights.beats - 1))
    missing = replace(first.frames[PIXEL], last_at=())
    yield Twice(
        (),
        Faulty(
            "tlast of the pixels missing after one of the weights early",
            Sending(first.packet, {**first.frames, PIXEL: missing}),
            ErrorCode.WEIGHT_LAST,
            PIXEL,
            MISSING,
        ),
        Sending(second.packet, {**_inputs(second), WEIGHT: early}),
    )
    kernel, stride = replace(second.packet.header, kh=0), replace(third.packet.header, sh=0)
    pixels = with_header(second.packet, PIXEL, kernel)
    weights = with_header(third.packet, WEIGHT, stride)
    yield Twice(
        (first,),
        Faulty(
            "K_H 0 on the pixels after S_H 0 on the weights",
            Sending(second.packet, {**_inputs(second), PIXEL: pixels}),
            ErrorCode.STRIDE,
            PIXEL,
        ),
        Sending(third.packet, {**_inputs(third), WEIGHT: weights}),
    )


def wrong_continuations(sound: Sending, array: ArrayParams) -> Iterator[Faulty]:
    """Packets that go on from held sums, but from others than the array holds.

    Args:
        sound: a sound packet that goes on from a packet that held its sums.
        array: the array.
    """
    for name, header in broken_continuations(sound.packet.header, array):
        yield _on_both(sound, name, ErrorCode.FLAGS, header)


def behind_held_sums(sound: Sending, array: ArrayParams) -> Iterator[Faulty]:
    """Packets that go on from the right sums, one for each other fault that the array can have.

    Args:
        sound: a sound packet that goes on from a packet that held its sums.
        array: the array.
    """
    for code, header in _headers_going_on(sound.packet.header, array):
        yield _on_both(sound, f"{code.name} behind held sums", code, header)
    for bad in wrong_lasts(sound):
        if bad.place == MISSING:
            yield replace(bad, name=f"{bad.name} behind held sums")
    other = replace(sound.packet.header, x_zp=-1 - sound.packet.header.x_zp)
    frames = {**_inputs(sound), WEIGHT: with_header(sound.packet, WEIGHT, other)}
    what = "weights of another layer behind held sums"
    yield Faulty(what, Sending(sound.packet, frames), ErrorCode.MISMATCH, WEIGHT)


def _on_both(sound: Sending, name: str, code: ErrorCode, header: Header) -> Faulty:
    """A packet with a wrong header on both inputs."""
    frames = {port: with_header(sound.packet, port, header) for port in (PIXEL, WEIGHT)}
    return Faulty(name, Sending(sound.packet, frames), code, INPUTS[-1])


def _headers_going_on(good: Header, array: ArrayParams) -> Iterator[tuple[ErrorCode, Header]]:
    """Headers with `accumulate` that break one rule each."""
    yield ErrorCode.HEADER, replace(good, magic=good.magic ^ 1)
    yield ErrorCode.KERNEL, replace(good, kh=0)
    yield ErrorCode.STRIDE, replace(good, sh=0)
    yield ErrorCode.SIZE, replace(good, ci=0)
    if array.kw_max + array.s_max - 1 > array.cols:
        yield ErrorCode.GROUP, replace(good, kw=array.kw_max, sw=array.s_max)
    deepest = FIELDS["ci"].greatest
    if deepest > array.weight_depth:
        yield ErrorCode.DEPTH, replace(good, ci=deepest)
    yield ErrorCode.PADDING, replace(good, pad_left=good.kw)
    yield ErrorCode.LANES, replace(good, last_rows=0)
    if array.x_width < 16:
        yield ErrorCode.ZERO_POINT, replace(good, x_zp=1 << (array.x_width - 1))
    yield ErrorCode.BUSES, replace(good, sets=2, share=1)


def _inputs(sound: Sending) -> dict[str, Frame]:
    return {port: sound.frames[port] for port in (PIXEL, WEIGHT)}
