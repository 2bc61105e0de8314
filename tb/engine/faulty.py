"""Packets that the engine must refuse, one for each rule of its header and streams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from golden.kraken import ArrayParams, Header, Packet
from golden.kraken.format.error_codes import LAYOUT, ErrorCode, header_error
from golden.kraken.format.header import FIELDS, header_beats
from tb.engine.job import PIXEL, SUM, WEIGHT, Job
from tb.transport.frame import Frame

OUTSIDE_THE_TILE = ("x_zp", "sh", "pad_left", "w", "w_o", "l", "n", "last_rows", "last_channels")
"""Header fields that may change while the tiles of weights stay as they are."""


@dataclass(frozen=True, eq=False)
class FaultyJob:
    """A job that must end in an error.

    Attributes:
        name: what is wrong with it.
        packet: the sound packet that it was made from.
        frames: beats by input port.
        code: the error that must be reported.
        sums: what may leave before the fault is met; None where nothing may.
    """

    name: str
    packet: Packet
    frames: dict[str, Frame]
    code: ErrorCode
    sums: Frame | None = None


class WrongFaultError(Exception):
    """A header that should break one rule breaks another, or none."""


def faulty_jobs(job: Job, array: ArrayParams, ports: tuple[str, ...]) -> Iterator[FaultyJob]:
    """Everything that can be wrong with `job`.

    Args:
        job: a sound job with more than one column and block.
        array: the array.
        ports: input ports whose header is broken; the others carry the sound one.
    """
    for name, code, header in broken_headers(job.packet.header, array):
        frames = {port: _with_header(job, port, header) for port in ports}
        where = " and ".join(ports)
        yield FaultyJob(f"{name} on {where}", job.packet, {**_inputs(job), **frames}, code)


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


def wrong_lasts(job: Job) -> Iterator[FaultyJob]:
    """`tlast` in the header, in the middle, one beat early and not at all, on each input."""

    def faulty(port: str, where: str, at: tuple[int, ...]) -> FaultyJob:
        code = ErrorCode.PIXEL_LAST if port == PIXEL else ErrorCode.WEIGHT_LAST
        frames = {**_inputs(job), port: replace(job.frames[port], last_at=at)}
        return FaultyJob(f"{port} tlast {where}", job.packet, frames, code, job.frames[SUM])

    for port in (PIXEL, WEIGHT):
        header, beats = len(job.frames[port].header), job.frames[port].beats
        for at, where in ((0, "in the header"), ((header + beats) // 2, "in the middle")):
            if at < beats - 1:
                yield faulty(port, where, (at, beats - 1))
        if beats - 2 >= header:
            yield faulty(port, "one beat early", (beats - 2, beats - 1))
        yield faulty(port, "missing", ())


def mismatched(job: Job, other: Job, array: ArrayParams) -> Iterator[FaultyJob]:
    """Sound packets on both inputs that do not belong together.

    Args:
        job: a sound job.
        other: one with another tile.
        array: the array.
    """
    frames = {PIXEL: job.frames[PIXEL], WEIGHT: other.frames[WEIGHT]}
    yield FaultyJob("weights of another layer", job.packet, frames, ErrorCode.MISMATCH)
    for name in OUTSIDE_THE_TILE:
        for header in _neighbours(job.packet.header, name, array):
            frames = {**_inputs(job), WEIGHT: _with_header(job, WEIGHT, header)}
            yield FaultyJob(
                f"another {name}, {getattr(header, name)}, on the weights",
                job.packet,
                frames,
                ErrorCode.MISMATCH,
            )


def wrong_continuations(job: Job, array: ArrayParams) -> Iterator[FaultyJob]:
    """Packets that go on from held sums, but from others than the array holds.

    Args:
        job: a sound job that goes on from a packet that held its sums.
        array: the array.
    """
    alone = replace(job.packet.header, accumulate=0)
    yield _continuing(job, "no accumulate after hold", alone)
    for name in LAYOUT:
        for header in _neighbours(alone, name, array):
            other = replace(header, accumulate=1)
            yield _continuing(
                job, f"accumulate with another {name}, {getattr(header, name)}", other
            )


def _neighbours(good: Header, name: str, array: ArrayParams) -> Iterator[Header]:
    """Legal headers with one field one greater or one less."""
    field = FIELDS[name]
    for value in (getattr(good, name) + 1, getattr(good, name) - 1):
        if field.least <= value <= field.greatest:
            header = replace(good, **{name: value})
            if header_error(header, array) is None:
                yield header


def _continuing(job: Job, name: str, header: Header) -> FaultyJob:
    frames = {port: _with_header(job, port, header) for port in (PIXEL, WEIGHT)}
    return FaultyJob(name, job.packet, frames, ErrorCode.FLAGS)


def _inputs(job: Job) -> dict[str, Frame]:
    return {port: job.frames[port] for port in (PIXEL, WEIGHT)}


def _with_header(job: Job, port: str, header: Header) -> Frame:
    p = job.packet.params
    bits = p.pixel_bits if port == PIXEL else p.weight_bits
    return replace(job.frames[port], header=header_beats(header, bits))
