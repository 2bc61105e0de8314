"""What the engine's context says of packets that must end in an error."""

from __future__ import annotations

import pytest

from golden.kraken import PIXEL, SUM, WEIGHT, ErrorCode
from golden.streams.frame import DATA, LAST
from tb.designs.conv_engine.cases import Sending, faulty_case
from tb.designs.conv_engine.context import EngineContext
from tb.designs.conv_engine.faulty import Faulty, faulty_headers, mismatched, wrong_lasts
from tb.designs.conv_engine.ports import DONE, ports
from tb.kraken.engine import layer_title
from tb.scoreboard.reporter import Circumstances, build_report
from tb.transport.fault import Fault, PortState, Rule, SeenBeat
from tests.designs.conv_engine.test_context import ARRAY, SAMPLE, packet

RUN = Circumstances(
    "illegal_header",
    "icarus",
    1,
    "make",
    {port.name: port for port in ports(ARRAY.rtl())},
)


def faulty_packets() -> list[Faulty]:
    """A packet made faulty in its header, its marks, and by weights of another layer."""
    sound, other = Sending.of(packet(16, SAMPLE)), Sending.of(packet(17, SAMPLE))
    return [
        next(iter(faulty_headers(sound, ARRAY, (PIXEL,)))),
        next(bad for bad in wrong_lasts(sound) if bad.code is ErrorCode.PIXEL_LAST),
        next(bad for bad in wrong_lasts(sound) if bad.code is ErrorCode.WEIGHT_LAST),
        next(iter(mismatched(sound, other, ARRAY))),
    ]


@pytest.mark.parametrize("bad", faulty_packets(), ids=lambda bad: bad.name)
def test_a_fault_inside_a_faulty_packet_is_reported_in_full(bad: Faulty) -> None:
    """On each port, at a frame that is not the sound packet's own."""
    context = EngineContext(ARRAY)
    context.add(faulty_case(layer_title("illegal_header", bad.name), [bad.sending]))
    p = bad.sending.packet
    for port, frame in bad.sending.frames.items():
        if port == DONE:
            continue
        assert context.title(frame).parts["layer"] == bad.name
        values = {name: frame.value(name, frame.beats - 1) for name in (*frame.body, LAST)}
        seen = SeenBeat(9, {**values, DATA: values[DATA] ^ 1})
        words = ARRAY.sum_lanes * ARRAY.y_width
        widths = {DATA: {PIXEL: ARRAY.pixel_bits, WEIGHT: ARRAY.weight_bits, SUM: words}[port]}
        told = Fault(
            Rule.DIFFERS, port, 9, 90.0, frame, frame.beats - 1, (DATA,), actual=seen, widths=widths
        )
        report = build_report(told, context, RUN)
        assert report.subject["layer"] == bad.name
        assert (report.packet, report.beat, report.beats) == (p.name, frame.beats - 1, frame.beats)
        assert report.lane == 0
        assert report.place["iteration"] == p.tiling.t - 1
        assert (report.cause != "") == (port == SUM)
    inputs = [
        PortState(port, True, bad.sending.frames[port], 1, "1", "0", 9) for port in (PIXEL, WEIGHT)
    ]
    waiting = PortState(SUM, False, bad.sending.frames.get(SUM), 0, "0", "1", 9)
    port, why = context.stuck_port((*inputs, waiting))
    assert port in (PIXEL, WEIGHT)
    assert "does not take beat 1" in why
