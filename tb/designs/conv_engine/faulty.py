"""Packets that the engine must refuse, one for each rule of its header and streams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from golden.kraken import ArrayParams
from golden.kraken.format.axes import PIXEL, WEIGHT
from golden.kraken.format.error_codes import ErrorCode
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


def wrong_continuations(sound: Sending, array: ArrayParams) -> Iterator[Faulty]:
    """Packets that go on from held sums, but from others than the array holds.

    Args:
        sound: a sound packet that goes on from a packet that held its sums.
        array: the array.
    """
    for name, header in broken_continuations(sound.packet.header, array):
        frames = {port: with_header(sound.packet, port, header) for port in (PIXEL, WEIGHT)}
        yield Faulty(name, Sending(sound.packet, frames), ErrorCode.FLAGS, INPUTS[-1])


def _inputs(sound: Sending) -> dict[str, Frame]:
    return {port: sound.frames[port] for port in (PIXEL, WEIGHT)}
