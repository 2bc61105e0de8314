"""The clock model against a clock-by-clock simulation of the engine's control."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden.kraken import ArrayParams, ConvShape, Packet
from golden.kraken.clocks import predict
from tests.golden.kraken.jobs import SMALL, arrays, make_packet, shapes
from tests.golden.kraken.slow_clocks import SlowClocks
from tests.golden.kraken.test_streams import DIRECTED


def check(packets: list[Packet]) -> None:
    trace = SlowClocks(packets).run()
    prediction = predict(packets)
    for packet, clocks, steps, sums in zip(
        packets, prediction.packets, trace.steps, trace.sums, strict=True
    ):
        assert len(steps) == packet.tiling.q
        assert len(sums) == packet.sums.beats
        assert clocks.first_step == steps[0]
        assert clocks.last_step == steps[-1]
        assert clocks.last_sum == (sums[-1] if sums else None)
    assert sum(packet.waits.total for packet in prediction.packets) == prediction.waits.total
    assert prediction.packets[-1].last_step == prediction.q + prediction.waits.total


@pytest.mark.parametrize("shape", DIRECTED.values(), ids=DIRECTED)
def test_directed(shape: ConvShape) -> None:
    check([make_packet(shape, SMALL)])


def test_directed_back_to_back() -> None:
    check([make_packet(shape, SMALL) for shape in DIRECTED.values()])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), params=arrays(), count=st.integers(1, 4))
def test_random(data: st.DataObject, params: ArrayParams, count: int) -> None:
    packets = [make_packet(data.draw(shapes(params)), params) for _ in range(count)]
    check(packets)
