"""Packets that the engine must refuse, one for each rule of its header and streams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from golden.kraken import ArrayParams, Header
from golden.kraken.format.axes import PIXEL, WEIGHT
from golden.kraken.format.error_codes import LAYOUT, ErrorCode, header_error
from golden.kraken.format.header import FIELDS, header_beats
from golden.streams.frame import DATA, Frame
from tb.designs.conv_engine.case import Sending

OUTSIDE_THE_TILE = ("x_zp", "sh", "pad_left", "w", "w_o", "l", "n", "last_rows", "last_channels")
"""Header fields that may change while the tiles of weights stay as they are."""


@dataclass(frozen=True, eq=False)
class Faulty:
    """A packet that must end in an error.

    Attributes:
        name: what is wrong with it.
        sending: the sound packet that it was made from, with the frames that are sent. The frame
            on ``sum``, where there is one, is what may leave before the fault is met.
        code: the error that must be reported.
    """

    name: str
    sending: Sending
    code: ErrorCode


class WrongFaultError(Exception):
    """A header that should break one rule breaks another, or none."""


def faulty_headers(sound: Sending, array: ArrayParams, ports: tuple[str, ...]) -> Iterator[Faulty]:
    """Everything that can be wrong with `sound`.

    Args:
        sound: a sound sound with more than one column and block.
        array: the array.
        ports: input ports whose header is broken; the others carry the sound one.
    """
    for name, code, header in broken_headers(sound.packet.header, array):
        frames = {port: _with_header(sound, port, header) for port in ports}
        where = " and ".join(ports)
        yield _faulty(f"{name} on {where}", sound, {**_inputs(sound), **frames}, code)


def broken_headers(good: Header, array: ArrayParams) -> Iterator[tuple[str, ErrorCode, Header]]:
    """Headers that break one rule each, with the rule's code.

    Raises:
        WrongFaultError: the golden check does not agree about the code.
    """
    for name, code, header in _broken(good, array):
        found = header_error(header, array)
        if found is not code:
            raise WrongFaultError(f"header with {name}: the golden check says {found}, not {code}")
        yield name, code, header


def _broken(good: Header, array: ArrayParams) -> Iterator[tuple[str, ErrorCode, Header]]:
    p = array
    yield "wrong magic", ErrorCode.HEADER, replace(good, magic=good.magic ^ 1)
    for reserved in ("reserved_a", "reserved_b", "reserved_c"):
        yield f"{reserved} set", ErrorCode.HEADER, replace(good, **{reserved: 1})
    yield "K_H 0", ErrorCode.KERNEL, replace(good, kh=0)
    yield "K_W 0", ErrorCode.KERNEL, replace(good, kw=0)
    if p.kh_max < 15:
        yield "K_H over its maximum", ErrorCode.KERNEL, replace(good, kh=p.kh_max + 1)
    if p.kw_max < 15:
        yield "K_W over its maximum", ErrorCode.KERNEL, replace(good, kw=p.kw_max + 1)
    yield "S_H 0", ErrorCode.STRIDE, replace(good, sh=0)
    yield "S_W 0", ErrorCode.STRIDE, replace(good, sw=0)
    if p.s_max < 15:
        yield "S_H over its maximum", ErrorCode.STRIDE, replace(good, sh=p.s_max + 1)
        yield "S_W over its maximum", ErrorCode.STRIDE, replace(good, sw=p.s_max + 1)
    for size in ("ci", "w", "w_o", "l", "n", "t"):
        yield f"{size} 0", ErrorCode.SIZE, replace(good, **{size: 0})
    if p.kw_max + p.s_max - 1 > p.cols:
        wide = replace(good, kw=p.kw_max, sw=p.s_max)
        yield "a group wider than the array", ErrorCode.GROUP, wide
    depth = p.weight_depth // (good.sw * good.kh) + 1
    yield "one row too deep", ErrorCode.DEPTH, replace(good, ci=depth)
    yield "deeper than 16 bits", ErrorCode.DEPTH, replace(good, ci=65535)
    yield "pad_left of the kernel's width", ErrorCode.PADDING, replace(good, pad_left=good.kw)
    columns = (good.w - 1 + good.pad_left) // good.sw + 1
    yield "an output column too many", ErrorCode.PADDING, replace(good, w_o=columns + 1)
    channels = good.sw * (p.cols // (good.kw + good.sw - 1))
    yield "no row in the last block", ErrorCode.LANES, replace(good, last_rows=0)
    if p.rows < 255:
        yield "a row too many", ErrorCode.LANES, replace(good, last_rows=p.rows + 1)
    yield "no channel in the last iteration", ErrorCode.LANES, replace(good, last_channels=0)
    yield "a channel too many", ErrorCode.LANES, replace(good, last_channels=channels + 1)
    yield "hold with several columns", ErrorCode.FLAGS, replace(good, hold=1)
    yield "accumulate with several columns", ErrorCode.FLAGS, replace(good, accumulate=1)
    single = replace(good, n=1, l=1, w=1, w_o=1, t=1)
    yield "accumulate on nothing", ErrorCode.FLAGS, replace(single, accumulate=1)
    if p.x_width < 16:
        limit = 1 << (p.x_width - 1)
        yield "zero point too great", ErrorCode.ZERO_POINT, replace(good, x_zp=limit)
        yield "zero point too small", ErrorCode.ZERO_POINT, replace(good, x_zp=-limit - 1)
    # The lowest code wins when several rules are broken.
    yield "magic and kernel", ErrorCode.HEADER, replace(good, magic=0, kh=0)
    yield "kernel and stride", ErrorCode.KERNEL, replace(good, kh=0, sw=0)
    yield "size and lanes", ErrorCode.SIZE, replace(good, n=0, last_rows=0)


def wrong_lasts(sound: Sending) -> Iterator[Faulty]:
    """`tlast` in the header, in the middle, one beat early and not at all, on each input."""

    def faulty(port: str, where: str, at: tuple[int, ...]) -> Faulty:
        code = ErrorCode.PIXEL_LAST if port == PIXEL else ErrorCode.WEIGHT_LAST
        frames = {**sound.frames, port: replace(sound.frames[port], last_at=at)}
        return _faulty(f"{port} tlast {where}", sound, frames, code)

    for port in (PIXEL, WEIGHT):
        header, beats = sound.frames[port].header_beats, sound.frames[port].beats
        for at, where in ((0, "in the header"), ((header + beats) // 2, "in the middle")):
            if at < beats - 1:
                yield faulty(port, where, (at, beats - 1))
        if beats - 2 >= header:
            yield faulty(port, "one beat early", (beats - 2, beats - 1))
        yield faulty(port, "missing", ())


def mismatched(sound: Sending, other: Sending, array: ArrayParams) -> Iterator[Faulty]:
    """Sound packets on both inputs that do not belong together.

    Args:
        sound: a sound sound.
        other: one with another tile.
        array: the array.
    """
    frames = {PIXEL: sound.frames[PIXEL], WEIGHT: other.frames[WEIGHT]}
    yield _faulty("weights of another layer", sound, frames, ErrorCode.MISMATCH)
    for name in OUTSIDE_THE_TILE:
        for header in _neighbours(sound.packet.header, name, array):
            frames = {**_inputs(sound), WEIGHT: _with_header(sound, WEIGHT, header)}
            what = f"another {name}, {getattr(header, name)}, on the weights"
            yield _faulty(what, sound, frames, ErrorCode.MISMATCH)


def wrong_continuations(sound: Sending, array: ArrayParams) -> Iterator[Faulty]:
    """Packets that go on from held sums, but from others than the array holds.

    Args:
        sound: a sound sound that goes on from a packet that held its sums.
        array: the array.
    """
    for name, header in broken_continuations(sound.packet.header, array):
        yield _continuing(sound, name, header)


def broken_continuations(good: Header, array: ArrayParams) -> Iterator[tuple[str, Header]]:
    """Headers that do not go on from the sums that `good` goes on from; all break `FLAGS`."""
    alone = replace(good, accumulate=0)
    yield "no accumulate after hold", alone
    for name in LAYOUT:
        for header in _neighbours(alone, name, array):
            other = replace(header, accumulate=1)
            yield f"accumulate with another {name}, {getattr(header, name)}", other


def _neighbours(good: Header, name: str, array: ArrayParams) -> Iterator[Header]:
    """Legal headers with one field one greater or one less."""
    field = FIELDS[name]
    for value in (getattr(good, name) + 1, getattr(good, name) - 1):
        if field.least <= value <= field.greatest:
            header = replace(good, **{name: value})
            if header_error(header, array) is None:
                yield header


def _continuing(sound: Sending, name: str, header: Header) -> Faulty:
    frames = {port: _with_header(sound, port, header) for port in (PIXEL, WEIGHT)}
    return _faulty(name, sound, frames, ErrorCode.FLAGS)


def _faulty(name: str, sound: Sending, frames: dict[str, Frame], code: ErrorCode) -> Faulty:
    return Faulty(name, Sending(sound.packet, frames), code)


def _inputs(sound: Sending) -> dict[str, Frame]:
    return {port: sound.frames[port] for port in (PIXEL, WEIGHT)}


def _with_header(sound: Sending, port: str, header: Header) -> Frame:
    p = sound.packet.params
    bits = p.pixel_bits if port == PIXEL else p.weight_bits
    frame = sound.frames[port]
    return replace(frame, header={**frame.header, DATA: header_beats(header, bits)})
