"""The clock model against a clock-by-clock simulation of the engine's control."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden.kraken import ArrayParams, ConvShape, Latency, Packet, Prediction, Waits, predict
from tests.golden.kraken.format.test_streams import DIRECTED
from tests.golden.kraken.packets import SMALL, arrays, layouts, make_packet
from tests.golden.kraken.slow_clocks import SlowClocks


def check(packets: list[Packet]) -> None:
    trace = SlowClocks(packets).run()
    prediction = predict(packets)
    for packet, clocks, steps, sums in zip(
        packets, prediction.packets, trace.steps, trace.sums, strict=True
    ):
        assert len(steps) == packet.tiling.q
        assert len(sums) == (0 if packet.sums is None else packet.sums.beats)
        assert clocks.first_step == steps[0]
        assert clocks.last_step == steps[-1]
        assert clocks.last_sum == (sums[-1] if sums else None)
    waits = sum(packet.waits.total for packet in prediction.packets)
    assert prediction.packets[-1].last_step == prediction.q + waits
    last = prediction.packets[-1].last_sum
    assert prediction.clocks == 1 + (prediction.packets[-1].last_step if last is None else last)


def last_capture(packet: Packet) -> int:
    """Sum beats that leave with the last input column."""
    s = packet.shape
    before = sum(wo * s.sw + s.kw - 1 - s.pad_left < s.w - 1 for wo in range(s.w_o))
    return (s.w_o - before) * packet.tiling.column_beats(packet.tiling.t - 1)


@pytest.mark.parametrize("shape", DIRECTED.values(), ids=DIRECTED)
def test_directed(shape: ConvShape) -> None:
    check([make_packet(shape, SMALL)])


def test_directed_back_to_back() -> None:
    check([make_packet(shape, SMALL) for shape in DIRECTED.values()])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), params=arrays(), count=st.integers(1, 4))
def test_random(data: st.DataObject, params: ArrayParams, count: int) -> None:
    drawn = [data.draw(layouts(params)) for _ in range(count)]
    check([Packet.blank(shape, params, sharing=sharing) for shape, sharing in drawn])


@settings(max_examples=300, deadline=None)
@given(data=st.data(), params=arrays())
def test_every_wait_has_a_cause(data: st.DataObject, params: ArrayParams) -> None:
    """What is neither computing nor waiting is the same for all shapes, but for the last beats."""
    shape, sharing = data.draw(layouts(params))
    packet = Packet.blank(shape, params, sharing=sharing)
    prediction = predict([packet])
    waits = prediction.waits
    assert min(waits.header, waits.output, waits.pixel, waits.weight) >= 0
    way = params.pixel_header_beats + packet.tiling.beats_per_load + 5
    if last_capture(packet):
        assert prediction.fill == way + last_capture(packet)
    if packet.tiling.beats_per_load == 1:
        assert waits.pixel == 0


def blank(shape: ConvShape, **options: int) -> Prediction:
    return predict([Packet.blank(shape, ArrayParams(**options))])


@pytest.mark.parametrize(
    ("shape", "q", "last_beats"),
    [
        (ConvShape(1, 28, 28, 64, 64, 3, 3, 1, 1, 1, 1, 1, 1), 43008, 32),
        (ConvShape(1, 14, 14, 256, 64), 7168, 32),
        (ConvShape(1, 67, 67, 3, 96, 11, 11, 4, 4), 26532, 12),
        (ConvShape(1, 56, 56, 3, 64, 7, 7, 2, 2, 2, 3, 2, 3), 14112, 16),
        (ConvShape(1, 27, 27, 48, 128, 5, 5, 1, 1, 2, 2, 2, 2), 181440, 21),
    ],
    ids=str,
)
def test_computing_and_a_constant(shape: ConvShape, q: int, last_beats: int) -> None:
    prediction = blank(shape)
    assert prediction.q == q
    assert prediction.bound == "compute"
    # The weights' header takes a beat where the pixels' takes two; one more clock compares it.
    assert prediction.clocks == q + 2 + 6 + 1 + last_beats
    assert prediction.fill == 2 + 6 + last_beats
    assert prediction.utilisation == shape.macs_valid / (prediction.clocks * 672)


def test_bounds() -> None:
    shape = ConvShape(1, 14, 14, 8, 96)
    free = blank(shape, out_channels=96)
    assert (free.bound, free.waits.total - free.waits.header) == ("compute", 1)
    output = blank(shape, out_channels=4)
    assert output.bound == "output"
    # Every column takes the 24 beats of its sums, and the first one its 8 steps before.
    assert output.waits.output == 27 * (24 - 8)
    assert (output.waits.pixel, output.waits.weight) == (0, 1)
    pixel = blank(shape, out_channels=96, pixel_port_words=4)
    assert pixel.bound == "pixel port"
    assert (pixel.waits.pixel, pixel.waits.weight) == (free.q - 1, 0)
    weight = blank(ConvShape.dense(7, 64, 192), weight_port_words=32)
    assert weight.bound == "weight port"
    assert weight.waits.weight >= 2 * 64 * (3 - 1)


def test_passes_send_once() -> None:
    first = make_packet(ConvShape.dense(2, 30, 4), SMALL, hold=True)
    second = make_packet(ConvShape.dense(2, 30, 4), SMALL, hold=True, after=first)
    third = make_packet(ConvShape.dense(2, 30, 4), SMALL, after=second)
    check([first, second, third])
    prediction = predict([first, second])
    assert prediction.packets[-1].last_sum is None
    assert prediction.clocks == prediction.packets[-1].last_step + 1
    assert prediction.demand["output"] == 0


def test_latency_moves_the_ends_only() -> None:
    packet = make_packet(DIRECTED["7x7 stride 2"], SMALL)
    usual = predict([packet])
    slower = predict([packet], Latency(entry=3, check=3, row=1, first_row=2, output=6))
    assert slower.clocks == usual.clocks + 2 + 1 + 4


def test_many_clocks_from_few_columns() -> None:
    prediction = blank(ConvShape(8, 224, 224, 64, 64, 3, 3, 1, 1, 1, 1, 1, 1))
    assert prediction.clocks == 8 * 2752512 + 2 + 6 + 1 + 32


def test_waits_add_up() -> None:
    assert (Waits(1, 2, 3, 4) + Waits(10, 20, 30, 40)).total == 110
