"""Shapes, tilings and what the array refuses."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.kraken import ArrayParams, ConvShape, ShapeError, Tiling
from tests.golden.kraken.packets import arrays, keeps, make_packet, shapes, sums_of

SHAPE = ConvShape(1, 8, 8, 4, 8, 3, 3)


def test_alexnet_first_layer() -> None:
    tiling = Tiling(ConvShape(1, 227, 227, 3, 96, 11, 11, 4, 4), ArrayParams())
    assert (tiling.g, tiling.e, tiling.t, tiling.l, tiling.f) == (14, 6, 4, 8, 2)
    assert (tiling.phases, tiling.channels, tiling.beats_per_column) == (4, 24, 6)
    assert tiling.tap_rows == (0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7)
    assert (tiling.last_rows, tiling.last_channels) == (6, 24)
    assert tiling.q == 4 * 8 * 227 * 33
    assert tiling.words_in_x == 4 * 8 * 227 * 3 * 4 * 9
    assert tiling.words_in_k == 4 * 96 * 11 * 3 * 4
    assert tiling.words_out == 4 * 8 * 55 * 6 * 4 * 7


@settings(max_examples=80, deadline=None)
@given(data=st.data(), params=arrays())
def test_words_are_those_of_the_streams(data: st.DataObject, params: ArrayParams) -> None:
    packet = make_packet(data.draw(shapes(params)), params)
    t = packet.tiling
    loads = t.words_in_x // (params.rows + t.f)
    assert packet.pixel.beats == packet.pixel.header_beats + loads * t.beats_per_load
    rows = t.words_in_k // params.cols
    assert packet.weight.beats == packet.weight.header_beats + rows * t.beats_per_weight_row
    columns = t.words_out // (t.channels * params.rows)
    assert sums_of(packet).beats == columns * t.beats_per_column
    assert keeps(sums_of(packet), params.sum_lanes).sum() == packet.accumulators.size


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_valid_macs_are_counted(data: st.DataObject) -> None:
    s = data.draw(shapes(ArrayParams()))
    rows = sum(0 <= ho * s.sh + i - s.pad_top < s.h for ho in range(s.h_o) for i in range(s.kh))
    columns = sum(0 <= wo * s.sw + j - s.pad_left < s.w for wo in range(s.w_o) for j in range(s.kw))
    assert s.macs_valid == s.n * s.ci * s.co * rows * columns


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kh": 4}, "kernel is 4x3, but the array takes up to 3x3"),
        ({"kw": 4}, "kernel is 3x4"),
        ({"sh": 3}, "stride is 3x1, but the array takes up to 2"),
        ({"sw": 3}, "stride is 1x3"),
        ({"ci": 22}, "22\\*3 = 66 rows of weights, but a weight buffer holds 64"),
        ({"pad_left": 3}, "padding of 3 and 0 columns"),
        ({"pad_right": 3}, "padding of 0 and 3 columns"),
        ({"w": 65536}, "65536 input columns"),
        ({"n": 65536}, "65536 images"),
        ({"co": 65536 * 8}, "65536 iterations"),
        ({"h": 65535 * 3 + 3}, "65536 blocks"),
    ],
)
def test_beyond_the_array(change: dict[str, int], sentence: str) -> None:
    params = ArrayParams(3, 24, kh_max=3, kw_max=3, s_max=2, weight_depth=64)
    Tiling(SHAPE, params)
    with pytest.raises(ShapeError, match=sentence):
        Tiling(dataclasses.replace(SHAPE, **change), params)


def test_group_wider_than_the_array() -> None:
    with pytest.raises(ShapeError, match="groups of 3 cores, but the array has 2"):
        Tiling(SHAPE, ArrayParams(rows=1, cols=2, out_channels=1))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ci": 0}, "ci is 0"),
        ({"sw": -1}, "sw is -1"),
        ({"pad_top": -1}, "pad_top is -1"),
        ({"h": 2}, "does not fit into 2x8"),
        ({"w": 1, "pad_left": 1}, "does not fit into 8x1"),
    ],
)
def test_senseless(change: dict[str, int], sentence: str) -> None:
    with pytest.raises(ShapeError, match=sentence):
        dataclasses.replace(SHAPE, **change)


def test_text() -> None:
    assert str(SHAPE) == "1x8x8x4 -> 6x6x8, kernel 3x3"
    padded = dataclasses.replace(SHAPE, sh=2, pad_right=1)
    assert str(padded) == "1x8x8x4 -> 3x7x8, kernel 3x3, stride 2x1, pad 0,0,0,1"
