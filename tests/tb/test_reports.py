"""From a fault to the report: as data, as text, as a line of JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from golden.streams.frame import DATA, KEEP, LAST, Frame, numbers
from tb.bench import SINK, SOURCE, Case, Field, Title, handshake, level_output, stream
from tb.scoreboard.context import StreamContext
from tb.scoreboard.report import MarkReport, Picture, Side
from tb.scoreboard.reporter import MOST_WORDS, Circumstances, build_report
from tb.transport.fault import Fault, FlagChange, PortState, Rule, SeenBeat, Standstill
from tests.tb.fakes import frame

PORTS = {
    port.name: port
    for port in (
        stream("in", "s_axis", SOURCE, keep=True),
        stream("out", "m_axis", SINK, keep=True),
        level_output(
            "sum",
            "in",
            1,
            Field("sum", "sum_words", word=4, signed=True),
            Field("parity", "sum_parity"),
        ),
        handshake(
            "rows",
            SINK,
            "row_ready",
            "step",
            Field(DATA, "row_words", word=8),
            Field("base", "row_base", word=12, turned=True),
            Field("index", "row_index"),
        ),
        handshake("go", SOURCE, "go_valid", "go_take", Field("code", "go_code")),
    )
}
RUN = Circumstances(
    "directed",
    "icarus",
    77,
    "make SIM=icarus TESTCASE=directed SEED=77 WAVES=1",
    PORTS,
    {"code": {2: "KERNEL"}},
)
FRAME = frame(6)
WIDTHS = {DATA: 16, KEEP: 2, LAST: 1}


class PairContext(StreamContext):
    """Beats of two signed bytes of a layer."""

    lane_columns = ("channel",)

    def __init__(self) -> None:
        super().__init__(list(PORTS.values()))

    def title(self, frame: Frame) -> Title:
        parts = {
            "network": "digits",
            "layer": "conv_2d_3",
            "op": "CONV_2D",
            "shape": "1x4x4x2 -> 4x4x8",
        }
        return Title(parts, "group 2", "layer")

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        return {"iteration": 1, "h": beat, "channel": 40 + lane}


def beat(index: int, clock: int, **changes: int) -> SeenBeat:
    values = {name: FRAME.value(name, index) for name in WIDTHS}
    return SeenBeat(clock, {**values, **changes})


def mismatch(**changes: object) -> Fault:
    wrong = FRAME.value(DATA, 3) ^ 0x0400
    told = Fault(
        Rule.DIFFERS,
        "out",
        123,
        1230.0,
        FRAME,
        3,
        (DATA,),
        actual=beat(3, 123, data=wrong),
        widths=WIDTHS,
        recent=(beat(1, 100), beat(2, 110)),
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def test_a_report_carries_the_pictures_of_its_packet() -> None:
    picture = Picture(Side("h", "row", 6), Side("channel", "channel", 42))

    class Pictured(PairContext):
        def pictures(self, frame: Frame) -> tuple[Picture, ...]:
            assert frame is FRAME
            return (picture,)

    told = json.loads(build_report(mismatch(), Pictured(), RUN).to_json())
    assert told["pictures"] == [dataclasses.asdict(picture)]
    nobody_expects = mismatch(rule=Rule.SURPLUS, frame=None)
    assert build_report(nobody_expects, Pictured(), RUN).pictures == ()


def test_a_mismatch_is_told_in_full() -> None:
    report = build_report(mismatch(), PairContext(), RUN)
    assert (report.subject["layer"], report.packet, report.subject["op"]) == (
        "conv_2d_3",
        "group 2",
        "CONV_2D",
    )
    assert (report.kind, report.port, report.beat, report.beats) == ("mismatch", "out", 3, 6)
    assert (report.lane, report.fields, report.marks) == (1, (DATA,), ())
    assert report.place == {"iteration": 1, "h": 3, "channel": 41}
    assert (report.cause, report.seed, report.clock) == ("one bit", 77, 123)
    expected = FRAME.body[DATA][3].astype(np.int8).tolist()
    assert [lane.expected for lane in report.lanes] == expected
    assert [lane.wrong for lane in report.lanes] == [False, True]
    keep = FRAME.value(KEEP, 3)
    assert [lane.kept for lane in report.lanes] == [bool(keep & 1), bool(keep & 2)]
    assert [lane.place["channel"] for lane in report.lanes] == [40, 41]
    assert [(old.beat, old.clock) for old in report.recent] == [(1, 100), (2, 110)]
    for old, index in zip(report.recent, (1, 2), strict=True):
        assert list(old.values) == FRAME.body[DATA][index].astype(np.int8).tolist()


def test_text_and_json_say_the_same() -> None:
    report = build_report(mismatch(), PairContext(), RUN)
    text, data = report.to_text(), json.loads(report.to_json())
    for words in (
        "MISMATCH on out: tdata of out differs",
        "clock 123, 1230 ns, test directed",
        "layer   digits, conv_2d_3, CONV_2D, 1x4x4x2 -> 4x4x8, packet group 2",
        "beat 3 of 6, lane 1, iteration 1, h 3, channel 41",
        "cause   one bit: bit 2",
        "beat 2, clock 110",
        "seed    77 (icarus)",
        "replay  make SIM=icarus TESTCASE=directed SEED=77 WAVES=1",
    ):
        assert words in text
    assert text.count("<- differs") == 1
    assert data["place"]["channel"] == 41
    assert data["lanes"][1]["actual"] == report.lanes[1].actual
    assert data["replay"] == RUN.replay


def test_marks_are_shown_when_they_differ() -> None:
    actual = SeenBeat(123, {**beat(3, 123).values, KEEP: 0, LAST: 1}, {KEEP: 3})
    report = build_report(mismatch(fields=(KEEP, LAST), actual=actual), PairContext(), RUN)
    text = report.to_text()
    assert f"tkeep   expected {FRAME.value(KEEP, 3):02b}, actual 00 with X or Z in 11" in text
    assert "tlast   expected 0, actual 1" in text
    assert report.lane is None
    assert report.place == {"iteration": 1, "h": 3, "channel": 40}


def test_undefined_lanes_have_no_value() -> None:
    actual = replace(beat(3, 123), unknown={DATA: 0x1000})
    report = build_report(mismatch(rule=Rule.UNKNOWN_PAYLOAD, actual=actual), PairContext(), RUN)
    assert report.kind == "unknown"
    assert report.lanes[0].actual is not None
    assert report.lanes[1].actual is None
    assert (report.lane, report.cause) == (1, "undefined")
    assert "?" in report.to_text()


def test_a_surplus_beat_has_values_but_no_place() -> None:
    fault = mismatch(rule=Rule.SURPLUS, frame=None, beat=0, fields=())
    report = build_report(fault, PairContext(), RUN)
    assert [lane.expected for lane in report.lanes] == [None, None]
    assert (report.beat, report.place, report.cause) == (None, {}, "")
    assert report.recent[0].beat is None


def test_an_offer_that_changed_has_no_wrong_lane() -> None:
    """What was offered before is not known to be right either."""
    report = build_report(mismatch(rule=Rule.PAYLOAD_CHANGED), PairContext(), RUN)
    assert (report.kind, report.cause) == ("handshake", "")
    assert not any(lane.wrong for lane in report.lanes)


def test_beats_of_the_packet_before_have_no_index() -> None:
    fault = mismatch(beat=1, actual=beat(1, 123, data=0))
    report = build_report(fault, PairContext(), RUN)
    assert [old.beat for old in report.recent] == [None, 0]
    assert "packet before, clock 100" in report.to_text()


SUMS = Frame(
    "sums",
    {"sum": numbers([0x7F1, 0x123], 12), "parity": numbers([1, 0], 1)},
    care={"sum": np.array([[0xFF, 0x0F], [0xFF, 0x00]], np.uint8)},
)


def level_fault(beat: int, seen: SeenBeat, *fields: str, **changes: object) -> Fault:
    told = Fault(Rule.DIFFERS, "sum", 9, 90.0, SUMS, beat, fields, actual=seen)
    return replace(told, widths={"sum": 12, "parity": 1}, **changes)  # type: ignore[arg-type]


def test_a_level_is_told_word_by_word() -> None:
    seen = SeenBeat(9, {"sum": 0x7E1, "parity": 0})
    report = build_report(level_fault(0, seen, "sum", "parity"), PairContext(), RUN)
    assert report.detail == "sum_words and sum_parity of sum differs in beat 0 of sums"
    assert [(lane.expected, lane.actual) for lane in report.lanes] == [(1, 1), (-1, -2), (7, 7)]
    assert report.lane == 1
    assert report.marks == (MarkReport("parity", "sum_parity", "1", "0"),)
    assert "sum_parity expected 1, actual 0" in report.to_text()


def test_words_that_do_not_count_are_not_wrong() -> None:
    seen = SeenBeat(9, {"sum": 0x024, "parity": 0}, {"sum": 0xF00})
    report = build_report(level_fault(1, seen, "sum"), PairContext(), RUN)
    assert [lane.wrong for lane in report.lanes] == [True, False, False]
    assert [lane.kept for lane in report.lanes] == [True, True, False]
    assert [lane.actual for lane in report.lanes] == [4, 2, None]
    assert report.to_text().count("carries nothing") == 1


ROWS = Frame(
    "rows",
    {
        DATA: numbers([0x0201], 16),
        "base": numbers([sum((i + 1) << 12 * i for i in range(6))], 72),
        "index": numbers([0xABC123456], 36),
    },
)
ROW_WIDTHS = {DATA: 16, "base": 72, "index": 36}


def row_fault(base: int, unknown: Mapping[str, int] | None = None) -> Fault:
    values = {DATA: 0x0201, "base": base, "index": 0xABC023456}
    seen = SeenBeat(9, values, unknown or {})
    fields = ("base", "index")
    return Fault(Rule.DIFFERS, "rows", 9, 90.0, ROWS, 0, fields, actual=seen, widths=ROW_WIDTHS)


def test_words_of_another_field_are_told_by_their_number() -> None:
    base = ROWS.value("base", 0) ^ (0xF << 12) ^ (0xF << 60)
    report = build_report(row_fault(base), PairContext(), RUN)
    assert report.lane is None
    assert report.place == {"iteration": 1, "h": 0, "channel": 40}
    assert report.marks == (
        MarkReport("base", "row_base[1]", "2", "13"),
        MarkReport("base", "row_base[5]", "6", "9"),
        MarkReport("index", "row_index", "0xabc123456", "0xabc023456"),
    )
    assert "row_base[1] expected 2, actual 13" in report.to_text()


def test_only_the_first_words_of_another_field_are_told() -> None:
    report = build_report(row_fault(0), PairContext(), RUN)
    words = [mark for mark in report.marks if mark.field == "base"]
    assert [mark.label for mark in words] == [f"row_base[{i}]" for i in range(MOST_WORDS)]


def test_undefined_words_of_another_field_are_x() -> None:
    base = ROWS.value("base", 0) & ~0xFFF
    report = build_report(row_fault(base, {"base": 0x001}), PairContext(), RUN)
    assert report.marks[0] == MarkReport("base", "row_base[0]", "1", "X")


def test_a_port_without_words_shows_its_fields() -> None:
    told = Frame("go", {"code": numbers([5, 6], 3)})
    fault = Fault(
        Rule.UNKNOWN_PAYLOAD,
        "go",
        9,
        90.0,
        told,
        1,
        ("code",),
        actual=SeenBeat(9, {"code": 0b100}, {"code": 0b011}),
        widths={"code": 3},
        recent=(SeenBeat(8, {"code": 5}),),
    )
    report = build_report(fault, PairContext(), RUN)
    assert report.lanes == ()
    assert report.marks == (MarkReport("code", "go_code", "110", "100 with X or Z in 011"),)
    assert report.recent[0].values == (5,)
    assert "go_code expected 110, actual 100 with X or Z in 011" in report.to_text()


def test_a_flag_is_told_with_its_meaning_and_no_place() -> None:
    fault = Fault(Rule.FLAG_DIFFERS, "code", 9, 90.0, flags=(FlagChange("code", "00", "10"),))
    report = build_report(fault, PairContext(), RUN)
    assert (report.kind, report.port, report.beat, report.place) == ("flag", "code", None, {})
    assert report.detail == "code is 2 (KERNEL), expected 0"


def test_packets_are_named_by_the_case_that_they_belong_to() -> None:
    context = StreamContext(list(PORTS.values()))
    context.add(Case("small", {"out": [FRAME]}, detail="6 beats"))
    text = build_report(mismatch(), context, RUN).to_text()
    assert "  case    small, 6 beats\n  where   beat 3 of 6, lane 1\n" in text


def stuck() -> Fault:
    ports = (
        PortState("in", True, None, 0, "0", "1", 30),
        PortState("out", False, FRAME, 4, "0", "1", 30),
    )
    still = Standstill(31, 30, "a bound")
    return Fault(Rule.QUIET, "in", 123, 1230.0, standstill=still, ports=ports)


def test_a_standstill_names_the_port_to_blame_and_what_all_do() -> None:
    report = build_report(stuck(), PairContext(), RUN)
    assert (report.port, report.beat, report.beats) == ("out", 4, 6)
    assert report.detail.startswith("out does not send beat 4; no port has moved a beat for 31")
    assert report.place["h"] == 4
    assert "in: nothing left to move" in report.to_text()
    assert "out: waits for beat 4 of 6 of frame, 30 clocks" in report.to_text()
