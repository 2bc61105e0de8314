"""Headers that must be refused, one for each rule that they can break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from golden.kraken import ArrayParams, Header
from golden.kraken.format.error_codes import LAYOUT, ErrorCode, header_error
from golden.kraken.format.header import FIELDS

COUNTS = ("n", "l", "w", "t")
"""Fields that are 1 in a packet that holds its sums or goes on from others."""


class WrongFaultError(Exception):
    """A header that should break one rule breaks another, or none."""


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
    for reserved, value in (("reserved_a", 1), ("reserved_b", 1), ("reserved_b", 2)):
        wrong = replace(good, **{reserved: value})
        yield f"{reserved} set to {value}", ErrorCode.HEADER, wrong
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
    if min(p.s_max, p.cols, p.weight_depth) > 1:
        far = replace(good, kh=1, kw=1, sw=2, pad_left=0, ci=1, w=4, w_o=3, last_channels=1)
        yield "an output column too many for its stride", ErrorCode.PADDING, far
    channels = good.sw * (p.cols // (good.kw + good.sw - 1))
    yield "no row in the last block", ErrorCode.LANES, replace(good, last_rows=0)
    if p.rows < 255:
        yield "a row too many", ErrorCode.LANES, replace(good, last_rows=p.rows + 1)
    yield "no channel in the last iteration", ErrorCode.LANES, replace(good, last_channels=0)
    yield "a channel too many", ErrorCode.LANES, replace(good, last_channels=channels + 1)
    yield "hold with several columns", ErrorCode.FLAGS, replace(good, hold=1)
    yield "accumulate with several columns", ErrorCode.FLAGS, replace(good, accumulate=1)
    single = replace(good, **dict.fromkeys(COUNTS, 1), w_o=1)
    for size in COUNTS:
        yield f"hold with {size} 2", ErrorCode.FLAGS, replace(single, hold=1, **{size: 2})
    yield "accumulate on nothing", ErrorCode.FLAGS, replace(single, accumulate=1)
    if p.x_width < 16:
        limit = 1 << (p.x_width - 1)
        yield "zero point too great", ErrorCode.ZERO_POINT, replace(good, x_zp=limit)
        yield "zero point too small", ErrorCode.ZERO_POINT, replace(good, x_zp=-limit - 1)
    alone = replace(good, sets=1, share=0, stack=0)
    yield "no set", ErrorCode.BUSES, replace(alone, sets=0)
    yield "no set with a share", ErrorCode.BUSES, replace(alone, sets=0, share=1)
    yield "more sets than buses", ErrorCode.BUSES, replace(good, sets=p.pixel_buses + 1, share=1)
    yield "as many sets as the field holds", ErrorCode.BUSES, replace(good, sets=7, share=1)
    yield "a share of one set", ErrorCode.BUSES, replace(alone, share=1)
    yield "a stack of one set", ErrorCode.BUSES, replace(alone, stack=1)
    if p.pixel_buses > 1:
        yield "sets without a share", ErrorCode.BUSES, replace(good, sets=2, share=0)
        several = replace(single, hold=1, sets=2, share=1, stack=0)
        yield "hold with several sets", ErrorCode.BUSES, several
    # The lowest code wins when several rules are broken.
    yield "magic and kernel", ErrorCode.HEADER, replace(good, magic=0, kh=0)
    yield "kernel and stride", ErrorCode.KERNEL, replace(good, kh=0, sw=0)
    yield "size and lanes", ErrorCode.SIZE, replace(good, n=0, last_rows=0)
    yield "flags and buses", ErrorCode.FLAGS, replace(good, hold=1, sets=0)


def broken_continuations(good: Header, array: ArrayParams) -> Iterator[tuple[str, Header]]:
    """Headers that do not go on from the sums that `good` goes on from; all break `FLAGS`."""
    alone = replace(good, accumulate=0)
    yield "no accumulate after hold", alone
    for size in COUNTS:
        yield f"accumulate with {size} 2", replace(alone, accumulate=1, **{size: 2})
    for name in LAYOUT:
        for header in neighbours(alone, name, array):
            other = replace(header, accumulate=1)
            yield f"accumulate with another {name}, {getattr(header, name)}", other


def neighbours(good: Header, name: str, array: ArrayParams) -> Iterator[Header]:
    """Legal headers with one field one greater or one less."""
    field = FIELDS[name]
    for value in (getattr(good, name) + 1, getattr(good, name) - 1):
        if field.least <= value <= field.greatest:
            header = replace(good, **{name: value})
            if header_error(header, array) is None:
                yield header
