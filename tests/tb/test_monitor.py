"""What the passive side of a port finds, clock by clock, on signals without a simulator."""

from __future__ import annotations

import pytest

from tb.bench import SINK, Field, Port, Role, handshake, level_output, strobe
from tb.transport.binding import BindingError
from tb.transport.fault import Rule
from tb.transport.python.cursor import Payload
from tb.transport.python.monitor import Finding, Monitor
from tb.transport.python.port import Pins
from tests.tb.fakes import FakeDesign, fake_pins, fake_stream

VALUES = Field("value", "value")
TURNED = Field("answer", "answer", turned=True)
WIDTHS = {"valid": 1, "ready": 1, "value": 4, "answer": 4}


def look(*clocks: dict[str, str], role: Role = SINK) -> list[list[Finding]]:
    """What a monitor finds in each clock, in which the signals named change."""
    design, pins = fake_pins(role)
    monitor, found = Monitor(pins), []
    for clock, changes in enumerate(clocks):
        for name, bits in changes.items():
            getattr(design, f"s_axis_t{name}").bits = bits
        monitor.sample(clock, None)
        found.append(list(monitor.findings))
    return found


def told(found: list[Finding]) -> list[tuple[Rule, tuple[str, ...], str]]:
    return [(finding.rule, finding.fields, finding.text) for finding in found]


def test_a_sound_handshake_has_no_findings() -> None:
    word = {"data": "0" * 15 + "1"}
    assert not any(
        look({}, {"valid": "1", **word}, {}, {"ready": "1"}, {"data": "1" * 16}, {"valid": "0"})
    )


def test_valid_may_not_fall() -> None:
    found = look({"valid": "1"}, {"valid": "0"}, {})
    assert found[0] == found[2] == []
    assert told(found[1]) == [(Rule.VALID_FELL, (), "")]


@pytest.mark.parametrize("name", ["data", "keep", "last"])
@pytest.mark.parametrize("role", Role)
def test_a_payload_may_not_change(name: str, role: Role) -> None:
    width = {"data": 16, "keep": 2, "last": 1}[name]
    found = look({"valid": "1"}, {name: "1" * width, "ready": "1"}, role=role)
    assert found[0] == []
    assert told(found[1]) == [(Rule.PAYLOAD_CHANGED, (name,), "")]
    assert found[1][0].seen is not None


@pytest.mark.parametrize(
    ("changes", "rule", "fields", "text"),
    [
        ({"valid": "X"}, Rule.UNKNOWN_VALID, (), "X"),
        ({"ready": "Z"}, Rule.UNKNOWN_READY, (), "Z"),
        ({"valid": "1", "data": "X" * 16}, Rule.UNKNOWN_PAYLOAD, ("data",), ""),
        ({"valid": "1", "keep": "0X"}, Rule.UNKNOWN_PAYLOAD, ("keep",), ""),
        ({"valid": "1", "last": "Z"}, Rule.UNKNOWN_PAYLOAD, ("last",), ""),
    ],
)
def test_undefined_signals_are_found(
    changes: dict[str, str], rule: Rule, fields: tuple[str, ...], text: str
) -> None:
    ((finding,),) = look(changes)
    assert (finding.rule, finding.fields, finding.text) == (rule, fields, text)


def test_undefined_bits_are_told_from_the_others() -> None:
    design, pins = fake_pins()
    design.s_axis_tvalid.bits = design.s_axis_tready.bits = "1"
    design.s_axis_tdata.bits = "00000001XZ000010"
    monitor = Monitor(pins)
    monitor.sample(7, None)
    seen = monitor.seen(7)
    assert (seen.values["data"], seen.unknown) == (0x0102, {"data": 0x00C0})


def test_undefined_bits_that_do_not_count_are_legal() -> None:
    design, pins = fake_pins()
    design.s_axis_tvalid.bits = "1"
    design.s_axis_tdata.bits = "00000001XZ000010"
    monitor = Monitor(pins)
    monitor.sample(1, (0xFF3F, -1, -1))
    assert monitor.findings == []
    # Nor is it a change when they differ in the clock in which the beat passes.
    design.s_axis_tdata.bits = "0000000101000010"
    design.s_axis_tready.bits = "1"
    monitor.sample(2, (0xFF3F, -1, -1))
    assert (monitor.findings, monitor.taken) == ([], True)
    monitor.sample(3, (0xFF7F, -1, -1))
    assert monitor.findings == []
    design.s_axis_tdata.bits = "0000000XXX000010"
    monitor.sample(4, (0xFF7F, -1, -1))
    (finding,) = monitor.findings
    assert finding.rule is Rule.UNKNOWN_PAYLOAD
    assert monitor.seen(4).unknown == {"data": 0x0140}


def test_valid_must_be_low_in_reset_once_it_has_been_seen() -> None:
    design, pins = fake_pins()
    monitor = Monitor(pins)
    design.s_axis_tvalid.bits = "1"
    monitor.sample_in_reset(settled=False)
    assert monitor.findings == []
    monitor.sample_in_reset(settled=True)
    assert [finding.rule for finding in monitor.findings] == [Rule.VALID_IN_RESET]


@pytest.mark.parametrize(
    ("name", "rule"), [("tvalid", Rule.UNKNOWN_VALID), ("tready", Rule.UNKNOWN_READY)]
)
def test_a_handshake_is_defined_in_reset_once_it_has_been_seen(name: str, rule: Rule) -> None:
    design, pins = fake_pins()
    monitor = Monitor(pins)
    getattr(design, f"s_axis_{name}").bits = "X"
    monitor.sample_in_reset(settled=False)
    assert monitor.findings == []
    monitor.sample_in_reset(settled=True)
    assert told(monitor.findings) == [(rule, (), "X")]


def test_the_benchs_own_valid_may_be_high_in_reset() -> None:
    design, pins = fake_pins(Role.SOURCE)
    monitor = Monitor(pins)
    design.s_axis_tvalid.bits = "1"
    monitor.sample_in_reset(settled=True)
    assert monitor.findings == []


def watch(port: Port, clocks: list[dict[str, str]], counts: Payload | None) -> list[list[Finding]]:
    design = FakeDesign(**WIDTHS)
    monitor, found = Monitor(Pins(design, port)), []
    for clock, changes in enumerate(clocks):
        for name, bits in changes.items():
            getattr(design, name).bits = bits
        if port.valid:
            monitor.sample(clock, counts)
        else:
            monitor.sample_level(clock, counts)
        found.append(list(monitor.findings))
    return found


@pytest.mark.parametrize("role", Role)
def test_what_the_other_side_drives_may_change_and_be_undefined_until_the_beat_passes(
    role: Role,
) -> None:
    port = handshake("p", role, "valid", "ready", VALUES, TURNED)
    waiting = [{"valid": "1", "answer": "XXXX"}, {"answer": "0001"}, {"answer": "0X10"}]
    assert watch(port, waiting, None) == [[], [], []]
    taken = watch(port, [*waiting, {"ready": "1"}], None)[-1]
    assert told(taken) == [(Rule.UNKNOWN_PAYLOAD, ("answer",), "")]


def test_a_strobe_passes_in_each_clock_in_which_valid_is_high() -> None:
    design = FakeDesign(**WIDTHS)
    monitor = Monitor(Pins(design, strobe("p", SINK, "valid", VALUES)))
    passed = []
    for clock, bits in enumerate("0110"):
        design.valid.bits, design.value.bits = bits, format(clock, "04b")
        monitor.sample(clock, None)
        assert monitor.findings == []
        passed.append(monitor.values if monitor.taken else None)
    assert passed == [None, (1,), (2,), None]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"valid": "X"}, Rule.UNKNOWN_VALID),
        ({"valid": "1", "value": "0X00"}, Rule.UNKNOWN_PAYLOAD),
    ],
)
def test_a_strobe_is_defined(changes: dict[str, str], rule: Rule) -> None:
    (found,) = watch(strobe("p", SINK, "valid", VALUES), [changes], None)
    assert [finding.rule for finding in found] == [rule]


def test_a_level_is_defined_where_it_counts() -> None:
    port = level_output("p", "q", 1, VALUES)
    clocks = [{"value": "0X00"}, {"value": "1X11"}, {"value": "1XX1"}]
    found = watch(port, clocks, (0b1011,))
    assert found[:2] == [[], []]
    assert told(found[2]) == [(Rule.UNKNOWN_PAYLOAD, ("value",), "")]


def test_a_missing_signal_is_named() -> None:
    with pytest.raises(BindingError, match="fake has no signal s_axis_tdata"):
        Pins(FakeDesign(s_axis_tvalid=1), fake_stream())
