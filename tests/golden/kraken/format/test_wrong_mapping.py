"""The oracle has teeth: streams or rules that are wrong in one place do not pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from golden.kraken import ArrayParams, ConvShape
from golden.kraken.format.mapping import cut_sums, join_sums
from golden.streams.frame import DATA, USER, Frame
from tests.golden.kraken.packets import (
    decoded,
    expected_beats,
    make_packet,
    reference,
    run_frames,
    run_slow,
    slow_engine,
)

PARAMS = ArrayParams(rows=3, cols=24, pixel_port_words=5, weight_port_words=24)
SHAPE = ConvShape(2, 9, 9, 2, 13, 5, 3, 2, 2, 2, 2, 1, 1)

Frames = tuple[Frame, Frame]


def body(frame: Frame) -> np.ndarray:
    return frame.body[DATA].copy()


def with_body(frame: Frame, changed: np.ndarray, field: str = DATA) -> Frame:
    return dataclasses.replace(frame, body={**frame.body, field: changed})


def swap_kernel_rows(pixel: Frame, weight: Frame) -> Frames:
    """Taps in natural instead of phase order."""
    rows = body(weight).reshape(-1, 5, PARAMS.cols)
    # Phase order is 0, 2, 4, 1, 3; its inverse puts them back.
    return pixel, with_body(weight, rows[:, [0, 3, 1, 4, 2]].reshape(weight.body[DATA].shape))


def swap_channels(pixel: Frame, weight: Frame) -> Frames:
    rows = body(weight).reshape(-1, 2, 5, PARAMS.cols)
    return pixel, with_body(weight, rows[:, ::-1].reshape(weight.body[DATA].shape))


def shift_cores(pixel: Frame, weight: Frame) -> Frames:
    return pixel, with_body(weight, np.roll(weight.body[DATA], 1, axis=1))


def swap_stride_columns(pixel: Frame, weight: Frame) -> Frames:
    rows = body(weight).reshape(-1, 2, 10, PARAMS.cols)
    return pixel, with_body(weight, rows[:, ::-1].reshape(weight.body[DATA].shape))


def repeat_first_tile(pixel: Frame, weight: Frame) -> Frames:
    rows = body(weight)
    rows[20:] = rows[:20]
    return pixel, with_body(weight, rows)


def swap_phases(pixel: Frame, weight: Frame) -> Frames:
    loads = body(pixel).reshape(-1, 2, pixel.body[DATA].shape[1])
    return with_body(pixel, loads[:, ::-1].reshape(pixel.body[DATA].shape)), weight


def trust_null_words(pixel: Frame, weight: Frame) -> Frames:
    return with_body(pixel, np.full_like(pixel.body[USER], 0xFF), USER), weight


WRONG: list[Callable[[Frame, Frame], Frames]] = [
    swap_kernel_rows,
    swap_channels,
    shift_cores,
    swap_stride_columns,
    repeat_first_tile,
    swap_phases,
    trust_null_words,
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_wrong_streams_are_seen(wrong: Callable[[Frame, Frame], Frames]) -> None:
    packet = make_packet(SHAPE, PARAMS)
    assert packet.tiling.t == 2
    pixel, weight = wrong(packet.pixel, packet.weight)
    assert run_slow(slow_engine(PARAMS), packet) == expected_beats(packet)
    assert run_frames(slow_engine(PARAMS), pixel, weight) != expected_beats(packet)


@pytest.mark.parametrize("field", ["x_zp", "last_rows", "last_channels"])
def test_wrong_header_is_seen(field: str) -> None:
    right = make_packet(SHAPE, PARAMS, x_zp=3)
    wrong = make_packet(SHAPE, PARAMS, x_zp=3)
    header = wrong.header
    object.__setattr__(header, field, getattr(header, field) - 1)
    assert run_slow(slow_engine(PARAMS), right) == expected_beats(right)
    assert run_slow(slow_engine(PARAMS), wrong) != expected_beats(right)


def test_wrong_order_of_sums_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected beats and decoding share their order; the definition and the engine do not."""
    room = "golden.kraken.format.packet"
    monkeypatch.setattr(f"{room}.cut_sums", lambda t, sums: cut_sums(t, sums)[:, :, :, ::-1])
    monkeypatch.setattr(f"{room}.join_sums", lambda t, sums: join_sums(t, sums[:, :, :, ::-1]))
    packet = make_packet(SHAPE, PARAMS)
    np.testing.assert_array_equal(decoded(packet), reference(packet))
    assert run_slow(slow_engine(PARAMS), packet) != expected_beats(packet)
