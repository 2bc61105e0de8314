import numpy as np
import pytest

from tb.bindings import PortBinding, Role
from tb.transport.beatwise.cursor import Cursor
from tb.transport.beatwise.monitor import Monitor
from tb.transport.beatwise.port import AxisPort, BindingError
from tb.transport.beatwise.sink import SinkDriver
from tb.transport.beatwise.source import SourceDriver
from tb.transport.fault import FaultKind
from tb.transport.pattern import FREE, Pattern
from tests.tb.fakes import FakeDesign, fake_port, frame


def look(*clocks: dict[str, str], role: Role = Role.SINK) -> list[list[tuple[FaultKind, str]]]:
    """What a monitor finds in each clock, in which the signals named change."""
    design, port = fake_port(role)
    monitor, found = Monitor(port), []
    for clock, changes in enumerate(clocks):
        for name, bits in changes.items():
            getattr(design, f"s_axis_t{name}").bits = bits
        monitor.sample(clock)
        found.append([(finding.kind, finding.detail) for finding in monitor.findings])
    return found


def test_a_sound_handshake_has_no_findings() -> None:
    word = {"data": "0" * 15 + "1"}
    assert not any(
        look({}, {"valid": "1", **word}, {}, {"ready": "1"}, {"data": "1" * 16}, {"valid": "0"})
    )


def test_tvalid_may_not_fall() -> None:
    found = look({"valid": "1"}, {"valid": "0"}, {})
    assert found[0] == found[2] == []
    assert found[1] == [(FaultKind.HANDSHAKE, "tvalid of s fell before tready took the beat")]


@pytest.mark.parametrize("name", ["data", "keep", "last"])
@pytest.mark.parametrize("role", Role)
def test_a_payload_may_not_change(name: str, role: Role) -> None:
    width = {"data": 16, "keep": 2, "last": 1}[name]
    found = look({"valid": "1"}, {name: "1" * width, "ready": "1"}, role=role)
    assert found[0] == []
    assert found[1] == [(FaultKind.HANDSHAKE, f"t{name} of s changed before tready took the beat")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid": "X"}, "tvalid of s is X"),
        ({"ready": "Z"}, "tready of s is Z"),
        ({"valid": "1", "data": "X" * 16}, "undefined bits"),
        ({"valid": "1", "keep": "0X"}, "undefined bits"),
        ({"valid": "1", "last": "Z"}, "undefined bits"),
    ],
)
def test_undefined_signals_are_found(changes: dict[str, str], words: str) -> None:
    ((finding,),) = look(changes)
    assert finding[0] is FaultKind.UNKNOWN
    assert words in finding[1]


def test_undefined_bits_are_told_from_the_others() -> None:
    design, port = fake_port()
    design.s_axis_tvalid.bits = design.s_axis_tready.bits = "1"
    design.s_axis_tdata.bits = "00000001XZ000010"
    monitor = Monitor(port)
    monitor.sample(7)
    assert monitor.beat is not None
    assert (monitor.beat.data, monitor.beat.unknown) == (b"\x02\x01", b"\xc0\x00")


def test_tvalid_must_be_low_in_reset_once_it_has_been_seen() -> None:
    design, port = fake_port()
    monitor = Monitor(port)
    design.s_axis_tvalid.bits = "1"
    monitor.sample_in_reset(settled=False)
    assert monitor.findings == []
    monitor.sample_in_reset(settled=True)
    assert [finding.kind for finding in monitor.findings] == [FaultKind.HANDSHAKE]


def test_a_missing_signal_is_named() -> None:
    with pytest.raises(BindingError, match="m_axis_tvalid"):
        AxisPort(FakeDesign(), PortBinding("m", "m_axis", Role.SINK))


def drive(pattern: Pattern, beats: int, clocks: int) -> list[int]:
    """Clocks in which a source that is always taken offers a beat."""
    design, port = fake_port(Role.SOURCE)
    driver = SourceDriver(port)
    driver.queue.append(Cursor(frame(beats), pattern))
    offered = []
    for clock in range(clocks):
        taken = design.s_axis_tvalid.value == 1
        if taken:
            offered.append(clock)
        if taken or not driver.offering:
            driver.step(taken, clock)
    return offered


def test_a_free_source_offers_a_beat_a_clock() -> None:
    assert drive(FREE, 5, 12) == [1, 2, 3, 4, 5]


def test_a_source_waits_as_its_pattern_says() -> None:
    delays = np.array([2, 0, 3, 0, 0], np.uint32)
    assert drive(Pattern("some", delays), 5, 20) == [3, 4, 8, 9, 10]


def test_a_source_begins_a_beat_only_where_its_mask_is_open() -> None:
    mask = np.array([False, True, False])
    assert drive(Pattern("masked", mask=mask), 3, 12) == [2, 5, 8]


def stalls(pattern: Pattern, beats: int) -> list[int]:
    """Stalled clocks of each beat of a design that always offers one."""
    design, port = fake_port()
    driver = SinkDriver(port)
    cursor = Cursor(frame(beats), pattern)
    driver.step(cursor, waiting=False, taken=False, clock=0)
    found, waited = [], 0
    for clock in range(1, 100):
        taken = design.s_axis_tready.value == 1
        if taken:
            found.append(waited)
            waited = 0
            cursor.advance()
        else:
            waited += 1
        if cursor.done:
            break
        driver.step(cursor, waiting=not taken, taken=taken, clock=clock)
    return found


def test_a_sink_stalls_each_beat_as_its_pattern_says() -> None:
    assert stalls(FREE, 3) == [0, 0, 0]
    assert stalls(Pattern("some", np.array([2, 0, 1, 5], np.uint32)), 4) == [2, 0, 1, 5]


def test_a_sink_waits_for_the_beat_that_it_stalls() -> None:
    design, port = fake_port()
    driver, cursor = SinkDriver(port), Cursor(frame(1), Pattern("one", np.array([1], np.uint32)))
    for clock in range(5):
        driver.step(cursor, waiting=False, taken=False, clock=clock)
        assert design.s_axis_tready.value == 0
    driver.step(cursor, waiting=True, taken=False, clock=5)
    assert design.s_axis_tready.value == 1


def test_a_sink_that_expects_nothing_is_ready() -> None:
    design, port = fake_port()
    SinkDriver(port).step(None, waiting=False, taken=False, clock=0)
    assert design.s_axis_tready.value == 1
