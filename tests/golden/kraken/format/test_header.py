"""The header's bits and what the engine refuses."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from golden.kraken import (
    ArrayParams,
    ConvShape,
    ErrorCode,
    Header,
    HeaderError,
    header_error,
    pack,
    unpack,
)
from golden.kraken.format.header import FIELDS, header_beats
from tests.golden.kraken.packets import make_packet
from tests.golden.kraken.slow_engine import SentHeader

PARAMS = ArrayParams(rows=3, cols=24, kh_max=7, kw_max=7, s_max=3, weight_depth=64)
PACKET = make_packet(ConvShape(2, 9, 10, 4, 30, 5, 4, 3, 2, 2, 1, 3, 2), PARAMS, x_zp=-99)
HEADER = PACKET.header


def test_fields_fill_the_header() -> None:
    bits = list(
        itertools.chain.from_iterable(range(f.low, f.low + f.bits) for f in FIELDS.values())
    )
    assert bits == list(range(192))
    assert {field.name for field in dataclasses.fields(Header)} == set(FIELDS)


def test_bits_by_hand() -> None:
    header = Header(
        kh=0x1, kw=0x2, sh=0x3, sw=0x4, x_zp=-2, pad_left=0x5, ci=0x1111, w=0x2222, w_o=0x3333,
        l=0x4444, n=0x5555, t=0x6666, last_rows=0x77, last_channels=0x8888, accumulate=1,
        sets=5, share=0x999, stack=0xAA,
    )  # fmt: skip
    assert pack(header) == 0x8888_AA_77_6666_5555_4444_3333_2222_1111_999_5_FFFE_4_3_2_1_29_4B


def test_another_reader_sees_the_same() -> None:
    header = SentHeader(pack(HEADER))
    for mine, theirs in {"l": "blocks", "w": "w", "x_zp": "x_zp", "t": "t", "n": "n"}.items():
        assert getattr(HEADER, mine) == getattr(header, theirs)
    assert (header.kh, header.kw, header.sh, header.sw, header.pad_left) == (5, 4, 3, 2, 3)
    assert (header.last_rows, header.last_channels) == (3, 6)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_comes_back(name: str) -> None:
    field = FIELDS[name]
    for value in (field.least, field.greatest):
        header = dataclasses.replace(HEADER, **{name: value})
        assert unpack(pack(header)) == header
    for value in (field.least - 1, field.greatest + 1):
        with pytest.raises(HeaderError, match=f"header field {name} is {value}"):
            dataclasses.replace(HEADER, **{name: value})


def test_numbers_that_are_no_header() -> None:
    for value in (-1, 1 << 192):
        with pytest.raises(HeaderError, match="no header of 192 bits"):
            unpack(value)


@pytest.mark.parametrize("bits", [5, 8, 63, 64, 136, 192, 768])
def test_beats(bits: int) -> None:
    beats = header_beats(HEADER, bits)
    assert beats.shape == (-(-192 // bits), -(-bits // 8))
    value = sum(int.from_bytes(b.tobytes(), "little") << i * bits for i, b in enumerate(beats))
    assert value == pack(HEADER)


def test_legal_header_is_taken() -> None:
    assert header_error(HEADER, PARAMS) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"magic": 0x4A}, ErrorCode.HEADER),
        ({"reserved_a": 1}, ErrorCode.HEADER),
        ({"reserved_b": 1}, ErrorCode.HEADER),
        ({"kh": 0}, ErrorCode.KERNEL),
        ({"kh": 8}, ErrorCode.KERNEL),
        ({"kw": 0}, ErrorCode.KERNEL),
        ({"kw": 8}, ErrorCode.KERNEL),
        ({"sh": 0}, ErrorCode.STRIDE),
        ({"sw": 4}, ErrorCode.STRIDE),
        ({"ci": 0}, ErrorCode.SIZE),
        ({"w": 0}, ErrorCode.SIZE),
        ({"w_o": 0}, ErrorCode.SIZE),
        ({"l": 0}, ErrorCode.SIZE),
        ({"n": 0}, ErrorCode.SIZE),
        ({"t": 0}, ErrorCode.SIZE),
        ({"ci": 7}, ErrorCode.DEPTH),
        ({"pad_left": 4}, ErrorCode.PADDING),
        ({"w_o": 8}, ErrorCode.PADDING),
        ({"last_rows": 0}, ErrorCode.LANES),
        ({"last_rows": 4}, ErrorCode.LANES),
        ({"last_channels": 0}, ErrorCode.LANES),
        ({"last_channels": 9}, ErrorCode.LANES),
        ({"hold": 1}, ErrorCode.FLAGS),
        ({"accumulate": 1}, ErrorCode.FLAGS),
        ({"x_zp": 128}, ErrorCode.ZERO_POINT),
        ({"x_zp": -129}, ErrorCode.ZERO_POINT),
        ({"x_zp": 128, "kh": 0, "t": 0}, ErrorCode.KERNEL),
        ({"sets": 0}, ErrorCode.BUSES),
        ({"sets": 3, "share": 8}, ErrorCode.BUSES),
        ({"share": 1}, ErrorCode.BUSES),
        ({"stack": 1}, ErrorCode.BUSES),
        ({"sets": 2}, ErrorCode.BUSES),
        ({"sets": 2, "stack": 2}, ErrorCode.BUSES),
        ({"sets": 0, "x_zp": 128}, ErrorCode.ZERO_POINT),
    ],
    ids=str,
)
def test_refused_headers(change: dict[str, int], code: ErrorCode) -> None:
    change = {"last_channels": 8} | change if "last_channels" in change else change
    assert header_error(dataclasses.replace(HEADER, **change), PARAMS) == code


def test_legal_shares_are_taken() -> None:
    assert header_error(dataclasses.replace(HEADER, sets=2, share=1), PARAMS) is None
    assert header_error(dataclasses.replace(HEADER, sets=2, share=9, stack=255), PARAMS) is None


def test_several_sets_are_not_held() -> None:
    held = make_packet(ConvShape.dense(2, 3, 4), PARAMS, hold=True)
    taken = make_packet(ConvShape.dense(2, 3, 4), PARAMS, after=held)
    two = {"sets": 2, "share": 4}
    assert header_error(dataclasses.replace(held.header, **two), PARAMS) == ErrorCode.BUSES
    header = dataclasses.replace(taken.header, **two)
    assert header_error(header, PARAMS, held=held.header) == ErrorCode.BUSES


def test_group_wider_than_the_array() -> None:
    params = dataclasses.replace(PARAMS, cols=4, out_channels=1)
    assert header_error(HEADER, params) == ErrorCode.GROUP


def test_held_sums_must_be_taken_up() -> None:
    held = make_packet(ConvShape.dense(2, 3, 4), PARAMS, hold=True)
    taken = make_packet(ConvShape.dense(2, 3, 4), PARAMS, after=held)
    assert header_error(held.header, PARAMS) is None
    assert header_error(taken.header, PARAMS, held=held.header) is None
    assert header_error(taken.header, PARAMS) == ErrorCode.FLAGS
    assert header_error(held.header, PARAMS, held=held.header) == ErrorCode.FLAGS
