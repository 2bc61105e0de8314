"""The order of beats, against plain counting."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.kraken import PIXEL, SUM, WEIGHT, ArrayParams, ConvShape, PlaceError, Tiling, axes
from tests.golden.kraken.packets import arrays, layouts, make_packet

PARAMS = ArrayParams(rows=3, cols=24, pixel_port_words=4, weight_port_words=9)
SHAPE = ConvShape(2, 9, 9, 3, 13, 5, 4, 2, 3, 2, 2, 1, 1)
"""12 channels an iteration; the 13th takes one beat where they take six."""
NAMES = {
    PIXEL: ("iteration", "image", "block", "w", "input_channel", "phase", "part"),
    WEIGHT: ("iteration", "stride_column", "input_channel", "tap", "part"),
    SUM: ("iteration", "image", "block", "w", "part"),
}
SIZES = {PIXEL: (2, 2, 2, 9, 3, 2, 2), WEIGHT: (2, 3, 3, 5, 3), SUM: (2, 2, 2, 3, 6)}


def size_at(at: tuple[int, ...], axis: int, size: int) -> int:
    """Size of an axis for beats of an iteration: in the last one a column of 6 has 1 beat."""
    return 1 if (axis, at[0], size) == (4, 1, 6) else size


@pytest.mark.parametrize("stream", NAMES)
def test_every_beat_is_counted_once_and_in_order(stream: str) -> None:
    order = axes(Tiling(SHAPE, PARAMS), stream)
    assert (order.names, order.shape) == (NAMES[stream], SIZES[stream])
    head = {PIXEL: 6, WEIGHT: 3, SUM: 0}[stream]
    assert order.header_beats == head
    assert [order.split(beat) for beat in range(head)] == [{}] * head
    counted = list(itertools.product(*map(range, SIZES[stream])))
    if stream == SUM:
        counted = [at for at in counted if at[0] == 0 or at[-1] == 0]
    assert order.body_beats == len(counted)
    assert order.beats == head + len(counted)
    for beat, indices in enumerate(counted, head):
        assert order.split(beat) == dict(zip(NAMES[stream], indices, strict=True))
        assert order.first(**order.split(beat)) == beat
    for name in order.names:
        axis = order.names.index(name)
        size = SIZES[stream][axis]
        last = [i for i, at in enumerate(counted, head) if at[axis] == size_at(at, axis, size) - 1]
        np.testing.assert_array_equal(order.last_of(name), last)
        if order.sizes[name] > 1:
            there = order.first(**{name: 1})
            assert there - head == order.stride(name)
            assert order.split(there) == {**order.split(head), name: 1}
        end = order.split(order.beats - 1)["iteration"]
        if axis and size_at((end,), axis, size) > 1:
            there = order.first(**{"iteration": end, name: 1})
            assert there - order.first(iteration=end) == order.stride(name, end)
            assert order.split(there)[name] == 1
    for beat in (-1, order.beats):
        with pytest.raises(PlaceError, match=f"beat {beat} of the {stream} stream does not exist"):
            order.split(beat)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), params=arrays())
def test_streams_have_as_many_beats(data: st.DataObject, params: ArrayParams) -> None:
    shape, sharing = data.draw(layouts(params))
    packet = make_packet(shape, params, sharing=sharing)
    for stream, frame in packet.frames.items():
        order = axes(packet.tiling, stream)
        assert (order.header_beats, order.beats) == (frame.header_beats, frame.beats)
