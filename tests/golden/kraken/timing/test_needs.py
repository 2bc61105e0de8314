"""What a sum waits for, against the order of the engine's steps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.kraken import PIXEL, WEIGHT, ArrayParams, ConvShape, Packet, PlaceError, needs
from tests.golden.kraken.packets import SMALL, arrays, layouts, make_packet
from tests.golden.kraken.slow_clocks import steps


def needs_by_steps(packet: Packet) -> list[tuple[int, int]]:
    """Pixel and weight beats used up by the step after which each sum beat leaves."""
    tiling, params = packet.tiling, packet.params
    loads = tiles = rows = 0
    found: list[tuple[int, int]] = []
    for step in steps(0, packet):
        loads += step.loads
        rows = tiling.tile_rows if step.ends_tile else max(rows, step.row + 1)
        pixel = params.pixel_header_beats + loads * tiling.beats_per_load
        weight_rows = tiles * tiling.tile_rows + rows
        weight = params.weight_header_beats + weight_rows * tiling.beats_per_weight_row
        found += [(pixel, weight)] * step.beats
        if step.ends_tile:
            tiles, rows = tiles + 1, 0
    return found


def check(packet: Packet) -> None:
    expected = needs_by_steps(packet)
    for beat, (pixel, weight) in enumerate(expected):
        assert needs(packet, beat) == {PIXEL: pixel, WEIGHT: weight}
    with pytest.raises(PlaceError, match="does not exist"):
        needs(packet, len(expected))


@settings(max_examples=80, deadline=None)
@given(data=st.data(), params=arrays())
def test_needs_are_what_the_steps_use_up(data: st.DataObject, params: ArrayParams) -> None:
    shape, sharing = data.draw(layouts(params))
    check(Packet.blank(shape, params, sharing=sharing))


@pytest.mark.parametrize("n", [1, 2])
def test_a_stride_wider_than_the_image_leaves_rows_unused(n: int) -> None:
    """With the last column of a tile all its rows must be there all the same."""
    packet = Packet.blank(ConvShape(n, 9, 2, 2, 40, 3, 3, 1, 4, 1, 1, 1, 1), SMALL)
    assert packet.tiling.t > 1
    check(packet)


def test_held_sums_need_nothing() -> None:
    packet = make_packet(ConvShape.dense(2, 3, 4), SMALL, hold=True)
    with pytest.raises(PlaceError, match="holds its sums"):
        needs(packet, 0)
