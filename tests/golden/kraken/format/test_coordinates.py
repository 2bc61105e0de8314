"""Places of beats and lanes, against tensors whose values name their own place."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.kraken import (
    ArrayParams,
    ConvShape,
    Packet,
    PlaceError,
    locate_pixel,
    locate_sum,
    locate_weight,
)
from golden.streams.frame import DATA
from golden.streams.words import unpack_words
from tests.golden.kraken.packets import (
    SMALL,
    arrays,
    keeps,
    make_packet,
    run_slow,
    shapes,
    slow_engine,
    sums_of,
)
from tests.golden.kraken.slow_engine import SentHeader, SlowEngine

MEDIUM = ArrayParams(rows=3, cols=24, x_width=16, k_width=16, pixel_port_words=4)
SHAPES = {
    "3x3": ConvShape(2, 7, 6, 2, 11, 3, 3, 1, 1, 1, 1, 1, 1),
    "strides": ConvShape(1, 9, 10, 2, 9, 3, 4, 3, 2, 1, 2, 3, 2),
    "stride over the kernel": ConvShape(1, 9, 10, 2, 30, 2, 2, 3, 4),
    "dense": ConvShape.dense(5, 6, 40),
}


def numbered(shape: ConvShape, params: ArrayParams) -> Packet:
    """Every value of x and of the kernel occurs once, and none is 0."""
    x = np.arange(1, 1 + shape.n * shape.h * shape.w * shape.ci, dtype=np.int16)
    kernel = np.arange(1, 1 + shape.kh * shape.kw * shape.ci * shape.co, dtype=np.int16)
    return Packet(
        shape,
        params,
        x.reshape(shape.n, shape.h, shape.w, shape.ci),
        kernel.reshape(shape.kh, shape.kw, shape.ci, shape.co),
    )


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_pixels(shape: ConvShape) -> None:
    packet = numbered(shape, MEDIUM)
    words = unpack_words(packet.pixel.whole(DATA), MEDIUM.pixel_port, MEDIUM.x_width)
    for (beat, lane), keep in np.ndenumerate(keeps(packet.pixel, MEDIUM.pixel_port)):
        place = locate_pixel(packet, beat, lane)
        assert place.in_header == (beat < packet.pixel.header_beats)
        if place.in_header:
            continue
        assert (place.h is not None) == keep
        if place.h is not None:
            index = (place.image, place.h, place.w, place.input_channel)
            assert words[beat, lane] == packet.x[index]
    assert locate_pixel(packet, packet.pixel.beats - 1, 0).iteration == packet.tiling.t - 1


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_weights(shape: ConvShape) -> None:
    packet = numbered(shape, MEDIUM)
    words = unpack_words(packet.weight.whole(DATA), MEDIUM.weight_port, MEDIUM.k_width)
    seen = set()
    for (beat, lane), word in np.ndenumerate(words):
        place = locate_weight(packet, beat, lane)
        if place.in_header:
            continue
        assert (place.channel is not None) == (word != 0)
        assert place.core == lane
        if place.channel is not None:
            index = (place.kh, place.kw, place.input_channel, place.channel)
            assert word == packet.kernel[index]
            seen.add(index)
    assert len(seen) == packet.kernel.size


@settings(max_examples=60, deadline=None)
@given(data=st.data(), params=arrays())
def test_sums(data: st.DataObject, params: ArrayParams) -> None:
    params = dataclasses.replace(params, y_width=32)
    packet = make_packet(data.draw(shapes(params)), params)
    words = unpack_words(sums_of(packet).whole(DATA), params.sum_lanes, 32)
    for (beat, lane), keep in np.ndenumerate(keeps(sums_of(packet), params.sum_lanes)):
        place = locate_sum(packet, beat, lane)
        assert place.carries == keep
        if keep:
            index = (place.image, place.h, place.w, place.channel)
            assert words[beat, lane] == packet.accumulators[index].astype(np.int32)
        else:
            assert place.h is None or place.channel is None


class OneBadCore(SlowEngine):
    """Reads one core's sums wrong by a bit."""

    bad: int

    def _column(
        self, header: SentHeader, t: int, block: int, tap: int
    ) -> list[tuple[int, tuple[bool, ...]]]:
        right = self.sums
        self.sums = [
            [y ^ 1 for y in sums] if c == self.bad else sums for c, sums in enumerate(right)
        ]
        beats = super()._column(header, t, block, tap)
        self.sums = right
        return beats


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_core_of_a_sum(shape: ConvShape) -> None:
    """A core that reads out wrong spoils those lanes, and only those, that are located in it."""
    packet = make_packet(shape, SMALL)
    right = run_slow(slow_engine(SMALL), packet)
    used = set()
    for bad in range(SMALL.cols):
        engine = OneBadCore(SMALL.rows, SMALL.cols, 8, 8, 32, 4, SMALL.pixel_port, SMALL.cols)
        engine.bad = bad
        for beat, (got, expected) in enumerate(zip(run_slow(engine, packet), right, strict=True)):
            for lane in range(SMALL.sum_lanes):
                place = locate_sum(packet, beat, lane)
                spoilt = ((got[0] ^ expected[0]) >> 32 * lane) & 0xFFFFFFFF != 0
                assert spoilt == (place.core == bad and place.carries)
                used |= {bad} if spoilt else set()
    assert used


@pytest.mark.parametrize("locate", [locate_sum, locate_pixel, locate_weight])
def test_nowhere(locate: object) -> None:
    packet = make_packet(SHAPES["dense"], SMALL)
    assert callable(locate)
    for beat, lane in [(-1, 0), (0, -1), (10**9, 0), (0, 10**9)]:
        with pytest.raises(PlaceError, match="does not exist"):
            locate(packet, beat, lane)


def test_held_sums_have_no_place() -> None:
    packet = make_packet(ConvShape.dense(2, 3, 4), SMALL, hold=True)
    with pytest.raises(PlaceError):
        locate_sum(packet, 0, 0)


def test_text() -> None:
    packet = make_packet(SHAPES["3x3"], SMALL)
    assert str(locate_pixel(packet, 0, 1)) == "beat 0 (header), lane 1"
    assert str(locate_sum(packet, 3, 7)) == (
        "beat 3, lane 7: iteration 0, image 0, block 0, row 1, column 1, channel 6, "
        "array row 1, core 20"
    )
    assert str(locate_sum(packet, 1, 11)) == (
        "beat 1, lane 11: iteration 0, image 0, block 0, row 2, column 0, channel 7, "
        "array row 2, core 23"
    )
