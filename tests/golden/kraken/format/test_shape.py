"""Shapes, tilings and what the array refuses."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.kraken import ArrayParams, ConvShape, ShapeError, Sharing, Tiling
from golden.kraken.format.mapping import bus_map, dealt
from tests.golden.kraken.packets import arrays, layouts, make_packet, marks, shapes, sums_of

SHAPE = ConvShape(1, 8, 8, 4, 8, 3, 3)


def test_alexnet_first_layer() -> None:
    tiling = Tiling(ConvShape(1, 227, 227, 3, 96, 11, 11, 4, 4), ArrayParams())
    assert (tiling.g, tiling.e, tiling.t, tiling.l, tiling.f) == (14, 6, 4, 8, 2)
    assert (tiling.phases, tiling.channels, tiling.column_beats(0)) == (4, 24, 12)
    assert tiling.tap_rows == (0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7)
    assert (tiling.last_rows, tiling.last_channels) == (6, 24)
    assert tiling.q == 4 * 8 * 227 * 33
    assert tiling.words_in_x == 4 * 8 * 227 * 3 * 4 * 9
    assert tiling.words_in_k == 4 * 96 * 11 * 3 * 4
    assert tiling.words_out == 4 * 8 * 55 * 6 * 4 * 7


@settings(max_examples=80, deadline=None)
@given(data=st.data(), params=arrays())
def test_words_are_those_of_the_streams(data: st.DataObject, params: ArrayParams) -> None:
    shape, sharing = data.draw(layouts(params))
    packet = make_packet(shape, params, sharing=sharing)
    t = packet.tiling
    runs, words = t.load_shape
    loads = t.words_in_x // (runs * words)
    assert packet.pixel.beats == packet.pixel.header_beats + loads * t.beats_per_load
    rows = t.words_in_k // params.cols
    assert packet.weight.beats == packet.weight.header_beats + rows * t.beats_per_weight_row
    columns = t.words_out // (t.dealt * params.rows)
    beats = sum(-(-t.channels_of(i) // params.out_channels) for i in range(t.t))
    assert sums_of(packet).beats == columns * beats
    assert sum(t.channels_of(i) for i in range(t.t)) == t.dealt
    assert marks(sums_of(packet), params.sum_lanes).sum() == packet.accumulators.size


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_valid_macs_are_counted(data: st.DataObject) -> None:
    s = data.draw(shapes(ArrayParams()))
    rows = sum(0 <= ho * s.sh + i - s.pad_top < s.h for ho in range(s.h_o) for i in range(s.kh))
    columns = sum(0 <= wo * s.sw + j - s.pad_left < s.w for wo in range(s.w_o) for j in range(s.kw))
    assert s.macs_valid == s.n * s.ci * s.co * rows * columns
    grouped = dataclasses.replace(s, ci=2 * s.ci, co=2 * s.co, groups=2)
    assert grouped.macs_valid == 2 * s.macs_valid
    assert grouped.one_group == s


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


def stack_of(stack: int, sets: int = 2, **change: int) -> Tiling:
    """Twelve rows in four blocks, 8 channels of 3x3 in iterations of 8 as well."""
    shape = dataclasses.replace(SHAPE, h=14, **change)
    return Tiling(shape, ArrayParams(3, 24, pixel_buses=3), Sharing(sets, stack))


def test_a_stack_by_hand() -> None:
    """Channels 6 a block, 8 an iteration: blocks 0 and 1, 1 and 2, 2 and 3."""
    tiling = stack_of(4, co=6)
    assert (tiling.t, tiling.l, tiling.blocks, tiling.share) == (3, 1, 4, 18)
    assert [tiling.bounds(t) for t in range(3)] == [[18], [12], [6]]
    np.testing.assert_array_equal(tiling.stack_blocks, [[0, 1], [1, 2], [2, 3]])
    assert [tiling.channels_of(t) for t in range(3)] == [8, 8, 8]
    buses = bus_map(tiling)
    assert [buses.core[t].tolist().index(1) for t in range(3)] == [18, 12, 6]
    block, channel = dealt(tiling, 1, np.arange(9))
    assert block.tolist() == [1, 1, 1, 1, 2, 2, 2, 2, -1]
    assert channel.tolist() == [2, 3, 4, 5, 0, 1, 2, 3, -1]


def test_shares_of_groups_by_hand() -> None:
    """Eight channels of 3x3 at once, of ten groups of three; two buses, four channels each."""
    shape = dataclasses.replace(SHAPE, ci=20, co=30, groups=10)
    tiling = Tiling(shape, ArrayParams(3, 24), Sharing(2))
    assert (tiling.t, tiling.share, tiling.bounds(3)) == (4, 12, [12])
    first, count = tiling.input_ranges
    assert first.tolist() == [[0, 2], [4, 8], [10, 12], [16, 18]]
    assert count.tolist() == [[4, 4], [4, 4], [4, 4], [4, 2]]
    assert (tiling.ci, tiling.steps_per_column, tiling.tile_rows) == (4, 12, 12)
    alone = Tiling(shape, ArrayParams(3, 24))
    assert (alone.share, alone.ci) == (0, 8)


def test_loads_lie_together_where_nothing_is_shifted() -> None:
    params = ArrayParams(rows=3, cols=24, kh_max=5, pixel_buses=4, pixel_port_words=4)
    point = ConvShape(1, 8, 8, 4, 8)
    assert params.set_words == 7
    assert [Tiling(point, params, Sharing(u)).load_shape for u in (1, 2, 3)] == [
        (1, 3),
        (1, 6),
        (3, 3),
    ]
    assert [Tiling(point, params, Sharing(u)).beats_per_load for u in (1, 2, 3)] == [1, 2, 3]
    assert Tiling(SHAPE, params, Sharing(2)).load_shape == (2, 5)
    assert Tiling(SHAPE, params, Sharing(2)).beats_per_load == 4


@pytest.mark.parametrize(
    ("stack", "change", "sentence"),
    [
        (3, {}, "4 blocks of rows do not divide into stacks of 3"),
        (4, {"co": 3}, "an iteration would need 3 blocks of the stack, not 2"),
        (4, {"sets": 1}, "only on several buses"),
        (4, {"sets": 4}, "4 sets of pixels need as many buses, not 3"),
        (4, {"sets": 0}, "0 sets of pixels"),
        (4, {"groups": 2}, "in one group"),
        (4, {"sw": 2, "co": 9}, "a multiple of 2 output channels"),
        (256, {}, "a stack of 256 does not fit the header; 255 is the most"),
        (4, {"co": 1366}, "a share of 4098 does not fit"),
    ],
)
def test_shares_beyond_the_array(stack: int, change: dict[str, int], sentence: str) -> None:
    with pytest.raises(ShapeError, match=sentence):
        stack_of(stack, **change)


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
        ({"groups": 0}, "groups is 0"),
        ({"groups": 8}, "4 input and 8 output channels do not divide into 8 groups"),
    ],
)
def test_senseless(change: dict[str, int], sentence: str) -> None:
    with pytest.raises(ShapeError, match=sentence):
        dataclasses.replace(SHAPE, **change)


def test_text() -> None:
    assert str(SHAPE) == "1x8x8x4 -> 6x6x8, kernel 3x3"
    padded = dataclasses.replace(SHAPE, sh=2, pad_right=1)
    assert str(dataclasses.replace(SHAPE, groups=2)) == "1x8x8x4 -> 6x6x8, kernel 3x3, 2 groups"
    assert str(padded) == "1x8x8x4 -> 3x7x8, kernel 3x3, stride 2x1, pad 0,0,0,1"
