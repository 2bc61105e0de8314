"""The streams of packets against a slow engine and against the definition of convolution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden.kraken import ArrayParams, ConvShape, Packet
from golden.streams.frame import DATA, USER
from golden.streams.words import unpack_marks
from tests.golden.kraken.packets import (
    SMALL,
    arrays,
    decoded,
    expected_beats,
    layouts,
    make_packet,
    reference,
    run_slow,
    slow_engine,
)

DIRECTED = {
    "rows that do not fill the last block": ConvShape(1, 5, 4, 2, 8, 3, 3),
    "channels that do not fill the last iteration": ConvShape(1, 4, 4, 2, 19, 3, 3),
    "cores that belong to no group": ConvShape(1, 4, 5, 2, 6, 5, 5, 1, 1, 2, 2, 2, 2),
    "1x1": ConvShape(1, 5, 6, 3, 30),
    "3x3 stride 2": ConvShape(1, 8, 8, 2, 9, 3, 3, 2, 2, 0, 1, 0, 1),
    "7x7 stride 2": ConvShape(1, 12, 12, 3, 7, 7, 7, 2, 2, 3, 3, 3, 3),
    "11x11 stride 4": ConvShape(1, 27, 27, 2, 9, 11, 11, 4, 4),
    "11x11 stride 4, padded": ConvShape(1, 20, 20, 1, 5, 11, 11, 4, 4, 5, 4, 3, 6),
    "tall kernel": ConvShape(1, 8, 5, 2, 12, 5, 2, 1, 1, 4, 3, 1, 0),
    "wide kernel": ConvShape(1, 5, 8, 2, 4, 2, 6, 1, 1, 1, 1, 5, 5),
    "even kernel": ConvShape(1, 6, 6, 2, 6, 4, 4, 2, 2, 1, 1, 1, 1),
    "strides that differ": ConvShape(1, 9, 10, 2, 9, 3, 4, 3, 2, 1, 2, 3, 2),
    "stride over the kernel": ConvShape(1, 9, 10, 2, 9, 2, 2, 3, 4),
    "1x1 stride 2": ConvShape(1, 7, 7, 3, 31, 1, 1, 2, 2),
    "one column": ConvShape(1, 5, 1, 2, 6, 3, 3, 1, 1, 1, 1, 1, 1),
    "one column, all of the padding": ConvShape(1, 3, 1, 2, 4, 5, 5, 1, 1, 4, 4, 4, 4),
    "two columns under a wide kernel": ConvShape(1, 3, 2, 2, 4, 5, 5, 1, 1, 2, 2, 4, 4),
    "one pixel": ConvShape(1, 1, 1, 1, 1),
    "one channel": ConvShape(1, 5, 5, 1, 5, 3, 3, 1, 1, 1, 1, 1, 1),
    "unused columns at the right": ConvShape(1, 6, 9, 2, 5, 3, 3, 3, 4),
    "padding taller than the kernel": ConvShape(1, 2, 3, 1, 3, 2, 2, 1, 1, 5, 4, 1, 1),
    "several images": ConvShape(3, 4, 5, 2, 9, 3, 3, 1, 1, 1, 1, 1, 1),
    "matrix product": ConvShape.dense(7, 20, 50),
    "matrix row": ConvShape.dense(1, 64, 10),
}


def check(packet: Packet) -> None:
    assert run_slow(slow_engine(packet.params), packet) == expected_beats(packet)
    np.testing.assert_array_equal(decoded(packet), reference(packet))


@pytest.mark.parametrize("shape", DIRECTED.values(), ids=DIRECTED)
def test_directed(shape: ConvShape) -> None:
    check(make_packet(shape, SMALL))


@pytest.mark.parametrize("pixel_port", [1, 2, 4, 5, 13])
@pytest.mark.parametrize("weight_port", [1, 7, 24])
def test_narrow_ports(pixel_port: int, weight_port: int) -> None:
    params = ArrayParams(
        rows=3, cols=24, pixel_port_words=pixel_port, weight_port_words=weight_port
    )
    check(make_packet(ConvShape(1, 8, 7, 2, 20, 5, 3, 2, 1, 2, 2, 1, 1), params))


@pytest.mark.parametrize(("k", "s"), [(1, 1), (3, 1), (5, 1), (7, 2), (11, 4), (3, 2), (5, 3)])
def test_every_column_padding(k: int, s: int) -> None:
    """All of left and right, on every width from the narrowest on."""
    params = ArrayParams(rows=1, cols=2 * (k + s - 1) + 1, out_channels=2)
    for left in range(k):
        for right in range(k):
            for w in range(max(1, k - left - right), k + s + 2):
                check(
                    make_packet(ConvShape(1, 1, w, 1, 2 * s, 1, k, s, s, 0, 0, left, right), params)
                )


@pytest.mark.parametrize(("k", "s"), [(1, 1), (2, 1), (3, 1), (3, 2), (4, 2), (7, 2), (5, 3)])
def test_every_row_padding(k: int, s: int) -> None:
    params = ArrayParams(rows=2, cols=3, out_channels=3)
    for top in range(k):
        for bottom in range(k):
            for h in range(max(1, k - top - bottom), k + s + 2):
                check(make_packet(ConvShape(1, h, 2, 1, 3, k, 1, s, 1, top, bottom, 0, 0), params))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), params=arrays(), seed=st.integers(0, 2**32 - 1))
def test_random(data: st.DataObject, params: ArrayParams, seed: int) -> None:
    shape, sharing = data.draw(layouts(params))
    check(make_packet(shape, params, seed, sharing=sharing))


def test_default_array() -> None:
    check(make_packet(ConvShape(1, 9, 6, 3, 100, 3, 3, 1, 1, 1, 1, 1, 1), ArrayParams()))


def test_extreme_sums_are_exact() -> None:
    shape, params = ConvShape(1, 3, 3, 40, 2, 3, 3), ArrayParams(rows=3, cols=6)
    x = np.full((1, 3, 3, 40), 127, np.int8)
    kernel = np.full((3, 3, 40, 2), -128, np.int8)
    packet = Packet(shape, params, x, kernel, x_zp=-128)
    assert decoded(packet).tolist() == [[[[255 * -128 * 360] * 2]]]
    check(packet)


def test_sums_wrap() -> None:
    params = ArrayParams(rows=2, cols=3, y_width=8, out_channels=2)
    packet = make_packet(ConvShape.dense(2, 30, 3), params)
    assert np.abs(packet.accumulators).max() > 127
    check(packet)


@pytest.mark.parametrize(
    "shape", [ConvShape.dense(3, 40, 20), ConvShape(1, 4, 1, 3, 4, 3, 3, 2, 2, 1, 0, 1, 1)]
)
def test_passes_go_on_from_held_sums(shape: ConvShape) -> None:
    engine = slow_engine(SMALL)
    first = make_packet(shape, SMALL, 1, name="first", hold=True)
    second = make_packet(shape, SMALL, 2, name="second", hold=True, after=first)
    third = make_packet(shape, SMALL, 3, name="third", after=second)
    assert run_slow(engine, first) == run_slow(engine, second) == []
    assert first.sums is second.sums is None
    assert run_slow(engine, third) == expected_beats(third)
    total = sum(reference(packet) for packet in (first, second, third))
    np.testing.assert_array_equal(decoded(third), total)


def test_null_words_do_not_carry_the_zero_point() -> None:
    packet = make_packet(ConvShape(1, 4, 3, 1, 1, 3, 3, 1, 1, 1, 1), SMALL, x_zp=-7)
    used = SMALL.rows + 2
    words = packet.pixel.body[DATA][:, :used].view(np.int8)
    null = words[~unpack_marks(packet.pixel.body[USER], SMALL.pixel_port)[:, :used]]
    assert null.size
    assert (null == 6).all()


def test_iterations_share_their_memory() -> None:
    packet = make_packet(ConvShape(1, 3, 3, 2, 100), SMALL)
    pixel = packet.pixel
    assert pixel.repeat == packet.tiling.t == 5
    assert pixel.beats == pixel.header_beats + 5 * len(pixel.body[DATA])
    assert len({id(fields[DATA]) for fields in pixel.runs()}) == 2
