"""Places of beats and lanes, against tensors whose values name their own place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.kraken import (
    ALONE,
    ArrayParams,
    ConvShape,
    Packet,
    PlaceError,
    Sharing,
    SumPlace,
    locate_pixel,
    locate_sum,
    locate_weight,
)
from golden.kraken.format.coordinates import coordinates, extents
from golden.streams.frame import DATA
from golden.streams.words import unpack_words
from tests.golden.kraken.packets import (
    SMALL,
    arrays,
    layouts,
    make_packet,
    marks,
    run_slow,
    slow_engine,
    sums_of,
)
from tests.golden.kraken.slow_engine import PixelBeat, SentHeader, SlowEngine

MEDIUM = ArrayParams(rows=3, cols=24, x_width=16, k_width=16, pixel_buses=3, pixel_port_words=4)
BUSES = dataclasses.replace(SMALL, pixel_buses=3)
LAYOUTS = {
    "3x3": (ConvShape(2, 7, 6, 2, 11, 3, 3, 1, 1, 1, 1, 1, 1), ALONE),
    "strides": (ConvShape(1, 9, 10, 2, 9, 3, 4, 3, 2, 1, 2, 3, 2), ALONE),
    "stride over the kernel": (ConvShape(1, 9, 10, 2, 30, 2, 2, 3, 4), ALONE),
    "dense": (ConvShape.dense(5, 6, 40), ALONE),
    "stacked dense": (ConvShape.dense(17, 2, 10), Sharing(3, 6)),
    "stack of two": (ConvShape(2, 11, 6, 2, 5, 3, 3, 1, 1, 1, 1, 1, 1), Sharing(2, 2)),
    "stack with strides": (ConvShape(1, 25, 10, 2, 6, 3, 4, 3, 2, 1, 2, 3, 2), Sharing(2, 3)),
    "depthwise": (ConvShape(1, 7, 6, 11, 11, 3, 3, 1, 1, 1, 1, 1, 1, 11), Sharing(3)),
    "groups": (ConvShape(1, 5, 6, 6, 33, 3, 3, 1, 1, 1, 1, 1, 1, 3), Sharing(2)),
    "groups of points": (ConvShape(1, 7, 2, 15, 10, groups=5), Sharing(2)),
    "depthwise on one bus": (ConvShape(1, 5, 6, 4, 12, 3, 3, groups=4), ALONE),
}


def numbered(shape: ConvShape, params: ArrayParams, sharing: Sharing) -> Packet:
    """Every value of x and of the kernel occurs once, and none is 0."""
    x = np.arange(1, 1 + shape.n * shape.h * shape.w * shape.ci, dtype=np.int16)
    kernel = np.arange(1, 1 + shape.kh * shape.kw * shape.depth * shape.co, dtype=np.int16)
    return Packet(
        shape,
        params,
        x.reshape(shape.n, shape.h, shape.w, shape.ci),
        kernel.reshape(shape.kh, shape.kw, shape.depth, shape.co),
        sharing=sharing,
    )


@pytest.mark.parametrize(("shape", "sharing"), LAYOUTS.values(), ids=LAYOUTS)
def test_pixels(shape: ConvShape, sharing: Sharing) -> None:
    packet = numbered(shape, MEDIUM, sharing)
    words = unpack_words(packet.pixel.whole(DATA), MEDIUM.pixel_port, MEDIUM.x_width)
    for (beat, lane), keep in np.ndenumerate(marks(packet.pixel, MEDIUM.pixel_port)):
        place = locate_pixel(packet, beat, lane)
        assert place.in_header == (beat < packet.pixel.header_beats)
        if place.in_header:
            continue
        assert (place.h is not None) == keep
        if place.h is not None:
            index = (place.image, place.h, place.w, place.input_channel)
            assert words[beat, lane] == packet.x[index]
            assert (place.bus is None) == (sharing.sets == 1)
    assert locate_pixel(packet, packet.pixel.beats - 1, 0).iteration == packet.tiling.t - 1


@pytest.mark.parametrize(("shape", "sharing"), LAYOUTS.values(), ids=LAYOUTS)
def test_weights(shape: ConvShape, sharing: Sharing) -> None:
    packet = numbered(shape, MEDIUM, sharing)
    words = unpack_words(packet.weight.whole(DATA), MEDIUM.weight_port, MEDIUM.k_width)
    seen = set()
    for (beat, lane), word in np.ndenumerate(words):
        place = locate_weight(packet, beat, lane)
        if place.in_header:
            continue
        assert (place.channel is not None) == (word != 0)
        assert place.core == lane
        if place.channel is not None:
            assert place.input_channel is not None
            group = place.channel // (shape.co // shape.groups)
            own = place.input_channel - group * shape.depth
            index = (place.kh, place.kw, own, place.channel)
            assert word == packet.kernel[index]
            seen.add(index)
    assert len(seen) == packet.kernel.size


@settings(max_examples=60, deadline=None)
@given(data=st.data(), params=arrays())
def test_sums(data: st.DataObject, params: ArrayParams) -> None:
    params = dataclasses.replace(params, y_width=32)
    shape, sharing = data.draw(layouts(params))
    packet = make_packet(shape, params, sharing=sharing)
    words = unpack_words(sums_of(packet).whole(DATA), params.sum_lanes, 32)
    for (beat, lane), keep in np.ndenumerate(marks(sums_of(packet), params.sum_lanes)):
        place = locate_sum(packet, beat, lane)
        assert place.carries == keep
        if keep:
            index = (place.image, place.h, place.w, place.channel)
            assert words[beat, lane] == packet.accumulators[index].astype(np.int32)
        else:
            assert place.h is None or place.channel is None


@settings(max_examples=60, deadline=None)
@given(data=st.data(), params=arrays())
def test_inputs(data: st.DataObject, params: ArrayParams) -> None:
    shape, sharing = data.draw(layouts(params))
    packet = make_packet(shape, params, sharing=sharing)
    words = unpack_words(packet.pixel.whole(DATA), params.pixel_port, params.x_width)
    for (beat, lane), mark in np.ndenumerate(marks(packet.pixel, params.pixel_port)):
        place = locate_pixel(packet, beat, lane)
        if not place.in_header:
            assert (place.h is not None) == mark
            if mark:
                index = (place.image, place.h, place.w, place.input_channel)
                assert words[beat, lane] == packet.x[index]
    words = unpack_words(packet.weight.whole(DATA), params.weight_port, params.k_width)
    for (beat, lane), word in np.ndenumerate(words):
        at = locate_weight(packet, beat, lane)
        if at.channel is not None:
            assert at.input_channel is not None
            own = at.input_channel % shape.depth
            assert word == packet.kernel[at.kh, at.kw, own, at.channel]
        elif not at.in_header:
            assert word == 0


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


def spoilt(packet: Packet, engine: SlowEngine) -> Iterator[tuple[SumPlace, bool]]:
    """The place of each lane, and whether that engine gets it wrong."""
    right = run_slow(slow_engine(packet.params), packet)
    for beat, (got, expected) in enumerate(zip(run_slow(engine, packet), right, strict=True)):
        for lane in range(packet.params.sum_lanes):
            wrong = ((got[0] ^ expected[0]) >> 32 * lane) & 0xFFFFFFFF != 0
            yield locate_sum(packet, beat, lane), wrong


@pytest.mark.parametrize(("shape", "sharing"), LAYOUTS.values(), ids=LAYOUTS)
def test_core_of_a_sum(shape: ConvShape, sharing: Sharing) -> None:
    """A core that reads out wrong spoils those lanes, and only those, that are located in it."""
    packet = make_packet(shape, BUSES, sharing=sharing)
    used = set()
    for bad in range(BUSES.cols):
        engine = OneBadCore(*options(BUSES))
        engine.bad = bad
        for place, wrong in spoilt(packet, engine):
            assert wrong == (place.core == bad and place.carries)
            used |= {bad} if wrong else set()
    assert used


class OneDeadBus(SlowEngine):
    """One bus carries nothing but an offset of 1."""

    dead: int

    def _load(self, header: SentHeader, shifts: int, beats: Iterator[PixelBeat]) -> list[list[int]]:
        words = super()._load(header, shifts, beats)
        words[self.dead] = [x + 1 for x in words[self.dead]]
        return words


SHARED = {name: layout for name, layout in LAYOUTS.items() if layout[1].sets > 1}


@pytest.mark.parametrize(("shape", "sharing"), SHARED.values(), ids=SHARED)
def test_bus_of_a_sum(shape: ConvShape, sharing: Sharing) -> None:
    """Pixels that are wrong on one bus spoil sums that are located on it, and no others."""
    packet = make_packet(shape, BUSES, sharing=sharing)
    for dead in range(sharing.sets):
        engine = OneDeadBus(*options(BUSES))
        engine.dead = dead
        found = list(spoilt(packet, engine))
        assert all(place.bus == dead for place, wrong in found if wrong)
        on_it = [wrong for place, wrong in found if place.carries and place.bus == dead]
        assert sum(on_it) > len(on_it) // 2


def options(params: ArrayParams) -> list[int]:
    """What the slow engine is built with."""
    engine = slow_engine(params)
    return [getattr(engine, field.name) for field in dataclasses.fields(engine) if field.init]


@pytest.mark.parametrize(("shape", "sharing"), LAYOUTS.values(), ids=LAYOUTS)
def test_extents(shape: ConvShape, sharing: Sharing) -> None:
    """No part of a place lies beyond its extent, and the sums fill their tensor and all rows."""
    packet = numbered(shape, MEDIUM, sharing)
    lanes = {
        "pixel": (packet.pixel, MEDIUM.pixel_port),
        "weight": (packet.weight, MEDIUM.weight_port),
        "sum": (packet.sums, MEDIUM.sum_lanes),
    }
    for stream, (frame, count) in lanes.items():
        assert frame is not None
        sizes = extents(packet, stream)
        seen: dict[str, set[int]] = {name: set() for name in sizes}
        for beat in range(frame.beats):
            for lane in range(count):
                place = coordinates(packet, stream, beat, lane)
                for name in sizes.keys() & place.keys():
                    seen[name].add(place[name])
        for name, values in seen.items():
            assert values <= set(range(sizes[name])), (stream, name)
            if stream == "sum" and name != "core":
                assert len(values) == sizes[name], name


@pytest.mark.parametrize("locate", [locate_sum, locate_pixel, locate_weight])
def test_nowhere(locate: object) -> None:
    packet = make_packet(LAYOUTS["dense"][0], SMALL)
    assert callable(locate)
    for beat, lane in [(-1, 0), (0, -1), (10**9, 0), (0, 10**9)]:
        with pytest.raises(PlaceError, match="does not exist"):
            locate(packet, beat, lane)


def test_held_sums_have_no_place() -> None:
    packet = make_packet(ConvShape.dense(2, 3, 4), SMALL, hold=True)
    with pytest.raises(PlaceError):
        locate_sum(packet, 0, 0)


def test_text() -> None:
    packet = make_packet(LAYOUTS["3x3"][0], SMALL)
    assert str(locate_pixel(packet, 0, 1)) == "beat 0 (header), lane 1"
    assert str(locate_sum(packet, 7, 1)) == (
        "beat 7, lane 1: iteration 0, image 0, block 0, row 1, column 1, channel 6, "
        "array row 1, core 20"
    )
    assert str(locate_sum(packet, 3, 5)) == (
        "beat 3, lane 5: iteration 0, image 0, block 0, row 2, column 0, channel 7, "
        "array row 2, core 23"
    )
    stacked = make_packet(*LAYOUTS["stacked dense"][:1], BUSES, sharing=Sharing(3, 6))
    assert str(locate_sum(stacked, 5, 2)) == (
        "beat 5, lane 2: iteration 0, image 0, block 1, row 5, column 0, channel 0, "
        "array row 2, core 10, bus 1"
    )
    assert str(locate_pixel(stacked, 5, 8)) == (
        "beat 5, lane 8: iteration 1, image 0, block 4, row 14, column 0, input channel 1, "
        "phase 0, word 2, bus 2"
    )
